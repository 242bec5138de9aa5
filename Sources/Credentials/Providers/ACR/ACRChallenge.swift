import Configuration
import HTTPClient

/// Where a registry exchanges tokens, and under which name it asks for them: a regional endpoint calls itself by the name of the whole registry.
struct ACRChallenge {
    static let path = "/oauth2/exchange"

    /// Where the exchange is.
    let exchange: HTTPURL
    /// For whom the token shall be.
    let service: String

    /// Whom a challenge may name: what comes from the network can be anything.
    struct Registry {
        /// The login server.
        let host: String
        /// Where it was asked instead.
        let endpoint: HTTPURL?

        /// The exchange of the token service that a challenge names: at its origin, whatever its path; nil where it is somebody else's.
        ///
        /// It is the registry's own host, the same registry by another of Azure's names, each by https, or the endpoint of the configuration.
        func exchange(_ realm: String) -> HTTPURL? {
            guard let realm = try? HTTPURL(parsing: realm) else { return nil }
            if let endpoint, realm.scheme == endpoint.scheme, realm.host == endpoint.host, realm.port == endpoint.port {
                return try? HTTPURL(parsing: "\(realm.scheme.rawValue)://\(realm.authority)\(path)")
            }
            guard realm.scheme == .https, realm.port == 443, realm.host == host || isSibling(realm.host) else {
                return nil
            }
            return try? HTTPURL(parsing: "https://\(realm.host)\(path)")
        }

        /// Whether a token for this service is one for the registry.
        ///
        /// Hosts that are not Azure's own stand for registries that only they know.
        func isOwn(service: String) -> Bool {
            guard let own = ACRHost(host) else { return NameRules.isSubdomain(service.lowercased()) }
            return service.lowercased() == host || service.lowercased() == own.global
        }

        private func isSibling(_ other: String) -> Bool {
            guard let own = ACRHost(host), let other = ACRHost(other) else { return false }
            return own.isSameRegistry(as: other)
        }
    }
}
