import Configuration
import HTTPClient

/// The token service that a registry's challenge names, and whether it may see a credential.
///
/// A registry can name any URL. A credential is sent there only over TLS, and only to the registry's own host, to a host that is known to
/// be its token service, or to one that the configuration names as an `endpoint`. Over plain HTTP it is sent only where an `endpoint`
/// says http itself, to the same port.
enum TokenRealm {
    /// Token services on another host than their registry.
    private static let known = [
        "registry-1.docker.io": "auth.docker.io",
        "registry.gitlab.com": "gitlab.com",
        "registry.digitalocean.com": "api.digitalocean.com",
    ]

    /// Whether a credential for a registry may be sent to a token service.
    ///
    /// - Parameters:
    ///   - realm: The token service.
    ///   - registry: The URL at which the registry was asked.
    ///   - endpoints: Token services and platforms that the configuration names.
    /// - Returns: False where somebody else could read it.
    static func isTrusted(_ realm: HTTPURL, by registry: HTTPURL, endpoints: [Endpoint]) -> Bool {
        switch realm.scheme {
        case .https:
            return realm.host == registry.host || (realm.port == 443 && known[registry.host] == realm.host)
                || endpoints.contains { $0.scheme == "https" && $0.host == realm.host }
        case .http:
            if registry.scheme == .http, registry.host == realm.host, registry.port == realm.port { return true }
            return endpoints.contains { $0.scheme == "http" && $0.host == realm.host && $0.port ?? 80 == realm.port }
        }
    }
}

extension CredentialSource {
    /// The places besides the registry where a credential of this kind may be shown.
    var trustedEndpoints: [Endpoint] {
        switch self {
        case .dockerHub(let credential): [credential.authEndpoint].compactMap(\.self)
        case .gitlab(let credential): [credential.endpoint].compactMap(\.self)
        case .quay(let credential): [credential.endpoint].compactMap(\.self)
        case .harbor(let credential): [credential.endpoint].compactMap(\.self)
        case .jfrog(let credential): [credential.endpoint].compactMap(\.self)
        default: []
        }
    }

    /// Where the credential is tried out instead of at the registry's own address.
    var registryEndpoint: Endpoint? {
        switch self {
        case .basic(let credential): credential.endpoint
        case .dockerHub(let credential): credential.endpoint
        case .exec(let credential): credential.endpoint
        case .acr(let credential): credential.endpoint
        case .dockerConfig(let credential): credential.endpoint
        default: nil
        }
    }

    /// What to write where a token service that is not known is the right one.
    func trustAdvice(_ realm: HTTPURL) -> String {
        let url = "\(realm.scheme.rawValue)://\(realm.authority)"
        guard realm.scheme == .https else { return "a credential is sent over https only" }
        return switch self {
        case .gitlab, .quay, .harbor, .jfrog: "if it is, write endpoint: \(url) below credentials.\(kind)"
        case .dockerHub: "if it is, write authEndpoint: \(url) below credentials.dockerHub"
        case .basic, .dockerConfig, .exec:
            "if it is that of a GitLab, Harbor, Quay or JFrog, write the credential as gitlab, harbor, quay or jfrog with endpoint: \(url)"
        default: "look who answers for the registry"
        }
    }
}
