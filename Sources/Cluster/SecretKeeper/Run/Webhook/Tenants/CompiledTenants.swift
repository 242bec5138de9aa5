internal import Admission
internal import Images
internal import Injection

/// The rules that the Secrets of one namespace make, and what is to be told about them.
///
/// Made beside the loop: reading and compiling takes milliseconds for each megabyte, and half a second where it is nothing but keys that no image has.
struct CompiledTenants: Sendable {
    /// The rules, by the names of their Secrets.
    let rules: TenantRules
    /// What was read for it.
    let readings: [TenantReading]
    /// What is wrong with Secrets.
    let reports: [TenantReport]
    /// How many Secrets are used.
    let used: Int

    init(_ tenants: NamespaceTenants) {
        var made: [InjectionRule] = []
        var room = Room()
        var readings: [TenantReading] = []
        var reports: [TenantReport] = []
        for (place, secret) in tenants.secrets.enumerated() {
            guard place < tenants.selected else {
                reports.append(TenantReport(secret, .beyondSecrets))
                continue
            }
            guard let content = Self.content(of: secret, &readings) else { continue }
            let patterns = content.patterns.compactMap { room.take($0) }
            let flaw = content.flaw ?? (patterns.count < content.patterns.count ? .beyondPatterns : nil)
            if let flaw { reports.append(TenantReport(secret, flaw)) }
            if !patterns.isEmpty { made.append(InjectionRule(tenantSecret: secret.name, patterns: patterns)) }
        }
        self.readings = readings
        self.reports = reports
        used = made.count
        rules = made.isEmpty ? .none : TenantRules(made.sorted { $0.secretName < $1.secretName })
    }

    /// The content of a Secret; nil where it was not kept.
    private static func content(of secret: TenantSecret, _ readings: inout [TenantReading]) -> TenantContent? {
        switch secret.content {
        case .dropped: return nil
        case .read(let content): return content
        case .unread(let bytes):
            let content = bytes.map(TenantContent.init(reading:)) ?? TenantContent(patterns: [], flaw: .type)
            readings.append(
                TenantReading(name: secret.name, uid: secret.uid, version: secret.version, content: content)
            )
            return content
        }
    }

    /// What older Secrets have left of the namespace's bounds.
    private struct Room {
        var patterns = TenantBounds.patterns
        var wildcards = TenantBounds.wildcards

        mutating func take(_ text: String) -> ImagePattern? {
            guard patterns > 0, let pattern = try? ImagePattern(parsing: text) else { return nil }
            let isWild = pattern.hasWildcardHost
            guard !isWild || wildcards > 0 else { return nil }
            patterns -= 1
            if isWild { wildcards -= 1 }
            return pattern
        }
    }
}

/// Something to be told about a Secret.
struct TenantReport: Sendable {
    let name: String
    let uid: String
    let version: String
    let flaw: TenantFlaw

    init(_ secret: TenantSecret, _ flaw: TenantFlaw) {
        name = secret.name
        uid = secret.uid
        version = secret.version
        self.flaw = flaw
    }
}
