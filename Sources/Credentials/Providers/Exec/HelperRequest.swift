import Configuration
import Credentials
import Images

/// What a credential helper of Docker is asked: one host, and the keys of `auths` that its answer is for.
///
/// A helper knows a host as `docker login` would write it into a configuration: without a scheme, but for Docker Hub, which has its old URL.
struct HelperRequest: Sendable, Hashable {
    /// The host, with its port where it has one.
    let host: String
    /// The keys that get the credential.
    var keys: [String]

    /// What goes to the helper's standard input.
    var serverURL: String { host == "docker.io" ? AuthsKey.legacyDockerHub : host }

    /// The requests for patterns, each host once, in the order of their names.
    ///
    /// - Parameters:
    ///   - patterns: The entries of `matchImages`.
    ///   - registries: The hosts to ask for where a pattern has a wildcard.
    /// - Returns: The requests; nil for a pattern with a wildcard that is for none of `registries`.
    static func all(_ patterns: [ImagePattern], registries: [String]) -> [HelperRequest]? {
        var keysByHost: [String: [String]] = [:]
        for pattern in patterns {
            var key = AuthsKey(pattern: pattern.text)
            guard key.host.contains("*") else {
                keysByHost[key.host + key.port, default: []].append(AuthsKey.key(forPattern: pattern.text))
                continue
            }
            let covered = registries.filter { registry in
                let wanted = AuthsKey(pattern: registry)
                return wanted.port == key.port && HostGlob.covers(key.host, wanted.host)
            }
            guard !covered.isEmpty else { return nil }
            for registry in covered {
                // A key that is for several hosts would pair them with the credential of one.
                key.host = AuthsKey(pattern: registry).host
                keysByHost[registry, default: []].append(key.text)
            }
        }
        // Somebody named it.
        if patterns.isEmpty { for registry in registries { keysByHost[registry] = [registry] } }
        return keysByHost.sorted { $0.key < $1.key }.map { HelperRequest(host: $0.key, keys: $0.value) }
    }

    /// A host with or without a port as it stands in a configuration; nil for anything else.
    static func host(_ text: String) -> String? {
        let key = AuthsKey(pattern: text)
        let isHost = NameRules.isSubdomain(key.host) && (key.port.isEmpty || UInt16(key.port.dropFirst()) != nil)
        return isHost && text == key.host + key.port ? text : nil
    }

    /// Whether the host of a pattern is for a host of `registries`.
    static func host(_ pattern: String, covers registry: String) -> Bool {
        HostGlob.covers(pattern, AuthsKey(pattern: registry).host)
    }
}
