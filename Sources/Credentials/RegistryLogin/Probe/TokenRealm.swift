import Configuration
import Credentials
import HTTPClient

/// The token service that a registry's challenge names, and whether it may see a credential.
///
/// A registry can name any URL. A credential is sent there only over TLS, and only to the registry's own host, to a host that is known to
/// be its token service (``KnownRealm``), or to one that the configuration names as an `endpoint` or `authEndpoint`. Over plain HTTP it is
/// sent only where one of them says http itself, to the same port.
enum TokenRealm {
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
            return realm.host == registry.host || (realm.port == 443 && KnownRealm.serves(registry.host, realm.host))
                || endpoints.contains { $0.scheme == "https" && $0.host == realm.host }
        case .http:
            if registry.scheme == .http, registry.host == realm.host, registry.port == realm.port { return true }
            return endpoints.contains { $0.scheme == "http" && $0.host == realm.host && $0.port ?? 80 == realm.port }
        }
    }

    /// What to write where a token service that is not trusted is the right one.
    static func advice(_ realm: HTTPURL, _ kind: (any CredentialKind)?) -> String {
        guard realm.scheme == .https else { return kind == nil ? "" : "a credential is sent over https only" }
        return kind?.trustAdvice("\(realm.scheme.rawValue)://\(realm.authority)") ?? ""
    }

    /// Whether a token service means "refused" by a status other than 401 and 403.
    static func refuses(_ status: Int, _ realm: HTTPURL, of host: String) -> Bool {
        // ECR Public says 400 of a token that has expired, Scaleway 404 of a key that it does not know.
        (status == 400 && host == "public.ecr.aws") || (status == 404 && realm.host == KnownRealm.scaleway)
    }
}
