import Configuration
import Images

/// `jfrog`: JFrog Artifactory.
///
/// | key | value |
/// |---|---|
/// | `username`, `token` | a ``ValueSource`` each: an access token, API key or password, or |
/// | `oidc` | `{ providerName, tokenFile, audience, projectKey, identityMapping }`: a projected ServiceAccount token that an OIDC integration trusts; the last three are optional |
/// | `endpoint` | base URL of the platform, where it is not the registry's host |
struct JFrogSource: CredentialSource {
    /// An OIDC integration and the token for it.
    struct OIDC: Sendable, Hashable {
        /// The integration's name.
        let providerName: String
        /// The path of the ServiceAccount token.
        let tokenFile: String
        /// The audience that the integration expects.
        let audience: String?
        /// The project of the identity mapping.
        let projectKey: String?
        /// The name of the identity mapping.
        let identityMapping: String?
    }

    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// A user with a token.
        case token(username: ValueSource, token: ValueSource)
        /// A ServiceAccount.
        case oidc(OIDC)
    }

    /// Who asks.
    let identity: Identity
    /// The base URL of the platform; nil for the registry's host.
    let endpoint: Endpoint?

    static let kind = "jfrog"
    static let keys = ["username", "token", "oidc", "endpoint"]
    static let hints = ["password": "unknown key: write the token or password as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let isStatic = fields.has("username") || fields.has("token")
        guard isStatic != fields.has("oidc") else {
            fields.error("must have either username and token, or oidc")
            return nil
        }
        guard isStatic else {
            scope.expectOneHost(orEndpoint: endpoint, kind: "jfrog")
            guard let oidc = Self.oidc(fields) else { return nil }
            identity = .oidc(oidc)
            return
        }
        let username = fields.requiredValue("username")
        let token = fields.requiredValue("token")
        fields.checkUserName(username, key: "username")
        guard let username, let token else { return nil }
        identity = .token(username: username, token: token)
    }

    private static func oidc(_ fields: Fields) -> OIDC? {
        let keys = ["providerName", "tokenFile", "audience", "projectKey", "identityMapping"]
        guard let inner = fields.fields("oidc", keys: keys) else { return nil }
        let providerName = inner.requiredString("providerName", "write the name of the OIDC integration")
        let tokenFile = inner.requiredString("tokenFile", "write the path of a projected ServiceAccount token")
        let audience = inner.string("audience")
        let projectKey = inner.string("projectKey")
        let identityMapping = inner.string("identityMapping")
        guard let providerName, let tokenFile else { return nil }
        return OIDC(
            providerName: providerName,
            tokenFile: tokenFile,
            audience: audience,
            projectKey: projectKey,
            identityMapping: identityMapping
        )
    }
}

extension JFrogSource {
    /// The same: where a token is exchanged, the patterns name the one host that is asked.
    func narrowed(to image: ImageReference) -> JFrogSource? {
        if case .oidc = identity { self } else { nil }
    }
}
