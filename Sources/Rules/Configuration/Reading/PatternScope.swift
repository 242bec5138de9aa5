import Images

/// The hosts that a registry's patterns name, for the part of them that selects a token.
///
/// A Secret holds one token for each key of its `auths`, so a wildcard in that part would pair images with tokens of another
/// region or registry.
struct PatternScope {
    struct Entry {
        let host: String
        let field: Field

        var hasWildcard: Bool { PatternScope.hasWildcard(host) }
    }

    let entries: [Entry]

    init(_ patterns: [(pattern: ImagePattern, field: Field)]) {
        entries = patterns.map { Entry(host: Self.host(of: $0.pattern.text), field: $0.field) }
    }

    static func hasWildcard(_ text: some StringProtocol) -> Bool {
        text.utf8.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
    }

    /// The host of a pattern, without port and path.
    static func host(of pattern: String) -> String {
        let authority = pattern.prefix { $0 != "/" }
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return String(authority) }
        return String(authority[..<colon])
    }

    /// The regions for a Secret of ECR tokens: those named, or those that all patterns name.
    func ecrRegions(named: [String], fields: Fields) -> [String] {
        var regions = named
        for entry in entries {
            let region = ECRHost(entry.host)?.region
            if let region, !Self.hasWildcard(region) {
                if named.isEmpty {
                    if !regions.contains(region) { regions.append(region) }
                } else if !named.contains(region) {
                    entry.field.error(
                        "is in \(region), but credentials.ecr names \(named.list) only: write regions: [\((named + [region]).joined(separator: ", "))]"
                    )
                }
            } else if named.isEmpty {
                entry.field.error(
                    region == nil
                        ? "does not name an AWS region, and a token is good for one: write region: … below credentials.ecr"
                        : "has a wildcard for the region, and a token is good for one: write regions: [ … ] below credentials.ecr"
                )
            }
        }
        if regions.isEmpty, entries.isEmpty {
            fields.error("has no region: write region: …")
        }
        return regions
    }

    /// The registries for a Secret of tokens that are good for one registry each: those named, or those of all patterns.
    func registries(named: [String], kind: String) -> [String] {
        var registries = named
        for entry in entries where named.isEmpty || !entry.hasWildcard {
            if entry.hasWildcard {
                entry.field.error(
                    "has a wildcard for the registry, and a token is good for one: "
                        + "write registries: [ … ] below credentials.\(kind)"
                )
            } else if named.isEmpty {
                if !registries.contains(entry.host) { registries.append(entry.host) }
            } else if !named.contains(entry.host) {
                entry.field.error(
                    "is not in credentials.\(kind).registries: add \(entry.host) there or remove the pattern"
                )
            }
        }
        return registries
    }

    /// Reports patterns that do not name the one host whose service is asked, unless an `endpoint` does.
    func expectOneHost(orEndpoint endpoint: Endpoint?, kind: String) {
        guard endpoint == nil else { return }
        for entry in entries where entry.hasWildcard {
            entry.field.error(
                "has a wildcard, and one host is asked for the token: write endpoint: … below credentials.\(kind)"
            )
        }
    }

    /// Warns where a kind for known hosts is given to another one.
    func expectHosts(_ hosts: [String], of kind: String) {
        for entry in entries where !hosts.contains(entry.host) && !entry.hasWildcard {
            entry.field.warning(
                "\(kind) credentials are for \(hosts.alternatives) and will be refused by \(entry.host)"
            )
        }
    }

    /// Whether any pattern has one of these hosts.
    func names(anyOf hosts: [String]) -> Bool { entries.contains { hosts.contains($0.host) } }
}

extension Fields {
    /// Reads `registries`: hosts without a scheme, a path or a wildcard.
    func registryHosts() -> [String] {
        var hosts: [String] = []
        for entry in self["registries"]?.list() ?? [] {
            guard let host = entry.string() else { continue }
            if !NameRules.isSubdomain(host) {
                entry.error("\"\(host)\" is no host: write it without https://, path and wildcard")
            } else if !hosts.contains(host) {
                hosts.append(host)
            }
        }
        if let list = self["registries"], list.isEmptyList {
            list.error("is empty: write at least one host or leave the key out")
        }
        return hosts
    }
}
