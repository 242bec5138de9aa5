import Configuration
import HTTPClient

extension PatternScope {
    /// The registries for tokens that are good for one registry each: those named, or those of all patterns; none where only the image
    /// of a fetch tells.
    func registries(named: [String], kind: String) -> [String] {
        var registries = named
        var isLeftToImage = false
        for entry in entries where named.isEmpty || !entry.hasWildcard {
            if entry.hasWildcard {
                guard !isImageKnown else {
                    isLeftToImage = true
                    continue
                }
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
        return isLeftToImage ? [] : registries
    }

    /// The one host whose service is asked; nil where the patterns name several.
    func tokenHost(orEndpoint endpoint: Endpoint?) -> String? {
        if let endpoint { return (try? HTTPURL(parsing: "\(endpoint)"))?.host }
        let hosts = Set(entries.map(\.host))
        return entries.contains(where: \.hasWildcard) || hosts.count > 1 ? nil : hosts.first
    }

    /// Reports patterns that do not name the one host whose service is asked, unless an `endpoint` or the image of a fetch does.
    func expectOneHost(orEndpoint endpoint: Endpoint?, kind: String) {
        guard endpoint == nil, !isImageKnown else { return }
        for entry in entries where entry.hasWildcard {
            entry.field.error(
                "has a wildcard, and one host is asked for the token: write endpoint: … below credentials.\(kind)"
            )
        }
    }
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
