import Images
import YAML

/// Refuses hosts that are not those of the kind of a registry's credentials: a slip of a letter would send them to a stranger.
///
/// `hosts` below the kind says that others are meant, and so does `endpoint` for those of its own domain.
struct VendorHostCheck {
    private let kind: String
    private let vendor: VendorHosts
    /// What `hosts` allows.
    private let allowed: [(text: String, field: Field)]
    /// The hosts of base URLs that are not the vendor's, and that say whose the registries are.
    private let foreign: [String]

    /// The key with hosts that are not the vendor's.
    static let key = "hosts"
    /// The same, as readers know it.
    static let setting = SettingKey.key(
        key,
        .list(.text),
        "Hosts that are not the vendor's and may be sent the credential all the same: mirrors, and domains and servers of one's own, with * for parts."
    )
    /// Keys with base URLs that are sent credentials, or what is as good; metadata services give some instead.
    private static let endpointKeys = ["endpoint", "authEndpoint", "stsEndpoint", "iamEndpoint", "authorityEndpoint"]
    /// Those of them that are the registry's, or of the platform that it belongs to.
    private static let registryKeys = ["endpoint", "authEndpoint"]

    /// Reads `hosts` and the base URLs of a kind; what is wrong with them is reported.
    init(kind: String, vendor: VendorHosts, _ fields: Fields) {
        self.kind = kind
        self.vendor = vendor
        let allowed = Self.readHosts(fields)
        self.allowed = allowed
        var foreign: [String] = []
        for key in Self.endpointKeys {
            guard let field = fields[key], let host = field.text.flatMap({ Endpoint($0)?.host }), !vendor.serves(host)
            else { continue }
            let isAllowed = allowed.contains { Self.allows($0.text, host: host, port: "") }
            if !isAllowed, let meant = vendor.nearestService(to: host) {
                field.error(
                    "\(host) is not \(meant)'s, which it looks like, and would be sent the credential: did you mean \(meant)? If it is meant, "
                        + Self.instruction(host, kind)
                )
            } else if Self.registryKeys.contains(key) {
                foreign.append(host)
            }
        }
        self.foreign = foreign
    }

    /// Reports what of the patterns, and of the hosts that tokens are asked of, is not the vendor's.
    func check(_ scope: PatternScope, _ fields: Fields) {
        for entry in scope.entries where !entry.field.hasError {
            check(entry.host, port: entry.port, entry.field)
        }
        // Tokens are asked of these, and some kinds have no such key.
        if fields["registries"]?.node.sequence != nil {
            for field in fields["registries"]?.list() ?? [] where !field.hasError {
                if let host = field.text { check(host, port: "", field) }
            }
        }
        let hosts = scope.entries.map { (host: $0.host, port: $0.port) }
        for entry in allowed where !hosts.contains(where: { Self.allows(entry.text, host: $0.host, port: $0.port) }) {
            guard !foreign.contains(where: { Self.allows(entry.text, host: $0, port: "") }), !entry.field.hasError
            else { continue }
            entry.field.warning("\"\(entry.text)\" is the host of no entry of matchImages: correct or remove it")
        }
    }

    private func check(_ host: String, port: String, _ field: Field) {
        let hasOwnPort = ["", "443", "80"].contains(port)
        if hasOwnPort, vendor.has(host) { return }
        if allowed.contains(where: { Self.allows($0.text, host: host, port: port) }) { return }
        if foreign.contains(where: { HostShape.areRelated(host, to: $0) }) { return }
        let meant = vendor.has(host) ? host : vendor.nearestRegistry(to: host)
        // Of an endpoint that is a number, or a Service, nobody can tell whose registries go with it.
        if meant == nil, foreign.contains(where: { !HostShape.hasDomain($0) }) { return }
        let shown = port.isEmpty ? host : "\(host):\(port)"
        if let meant {
            field.error(
                "\(shown) is no host of \(kind)'s, and would be sent its credential: did you mean \(meant)? If it is meant (a mirror, a domain "
                    + "or a server of your own), \(Self.instruction(shown, kind))"
            )
        } else if PatternScope.hasWildcard(host) {
            field.error(
                "\(shown) takes in hosts that are not \(kind)'s, and whoever has one would be sent its credential: write \(ownHosts), or, for a "
                    + "mirror, a domain or a server of your own, its hosts here and below credentials.\(kind) as hosts: [ … ]"
            )
        } else {
            field.error(
                "\(shown) is no host of \(kind)'s, and would be sent its credential, which is for \(ownHosts): correct it, or, for a mirror, a "
                    + "domain or a server of your own, \(Self.instruction(shown, kind))"
            )
        }
    }

    private var ownHosts: String { Array(vendor.registries.prefix(4)).alternatives }

    private static func instruction(_ host: String, _ kind: String) -> String {
        "write hosts: [\"\(host)\"] below credentials.\(kind)"
    }

    // MARK: hosts

    private static func readHosts(_ fields: Fields) -> [(text: String, field: Field)] {
        guard let list = fields[key], let entries = list.list() else { return [] }
        if list.isEmptyList {
            list.error("is empty: write the hosts that the credential may go to, or leave the key out")
        }
        return entries.compactMap { entry in
            guard let text = entry.string() else { return nil }
            if let problem = problem(with: text) {
                entry.error("\"\(ImagePattern.shown(text))\" \(problem)")
                return nil
            }
            return (text, entry)
        }
    }

    /// What is wrong with an entry, as the end of a sentence.
    private static func problem(with text: String) -> String? {
        if text.contains("://") { return "has a scheme: write the host alone, such as registry.example.com" }
        if text.contains("/") { return "has a path: write the host alone, and the path in matchImages" }
        guard let pattern = try? ImagePattern(parsing: text), !text.contains("@"), !text.contains("?") else {
            return "is no host: write one such as registry.example.com or registry.example.com:5000"
        }
        let labels = pattern.host.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = HostShape.isAddress(pattern.host)
        if pattern.host.isEmpty || labels.contains("") {
            return "is no host: write one such as registry.example.com or registry.example.com:5000"
        }
        let literal = labels.reversed().prefix { !PatternScope.hasWildcard($0) }.reversed()
        let isWide = labels.contains(where: PatternScope.hasWildcard) && HostShape.isForEverybody(Array(literal))
        if isNumber ? pattern.hasWildcardHost && !text.hasPrefix("[") : isWide {
            return
                "takes in hosts of strangers: a wildcard may stand below a domain of your own only, as in *.registry.example.com"
        }
        return nil
    }

    /// Whether an entry of `hosts` allows a host or a pattern; one without a port allows every port.
    private static func allows(_ entry: String, host: String, port: String) -> Bool {
        let (own, ownPort) = PatternScope.hostAndPort(of: entry)
        return (ownPort.isEmpty || ownPort == port) && (own == host || HostShape.covers(own, host))
    }
}
