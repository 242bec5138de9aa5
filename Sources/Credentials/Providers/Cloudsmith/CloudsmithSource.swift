import Configuration

/// `cloudsmith`: Cloudsmith.
///
/// | key | value |
/// |---|---|
/// | `username`, `token` | a ``ValueSource`` each: an API key or entitlement token (user `token`), or |
/// | `oidc` | `{ organization, service, tokenFile }`: a projected ServiceAccount token that a provider trusts |
/// | `endpoint` | base URL of the API |
struct CloudsmithSource: CredentialSource {
    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// A user with an API key, or `token` with an entitlement token.
        case token(username: ValueSource, token: ValueSource)
        /// A ServiceAccount, by the slugs of the organisation and the service.
        case oidc(organization: String, service: String, tokenFile: String)
    }

    /// Who asks.
    let identity: Identity
    /// The base URL of the API; nil for Cloudsmith's own.
    let endpoint: Endpoint?

    static let kind = "cloudsmith"
    static let keys = ["username", "token", "oidc", "endpoint"]
    static let hints = ["password": "unknown key: write the API key or token as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let isStatic = fields.has("username") || fields.has("token")
        guard isStatic != fields.has("oidc") else {
            fields.error("must have either username and token, or oidc")
            return nil
        }
        guard isStatic else {
            guard let oidc = Self.oidc(fields) else { return nil }
            identity = oidc
            return
        }
        let username = fields.requiredValue("username")
        let token = fields.requiredValue("token")
        fields.checkUserName(username, key: "username")
        guard let username, let token else { return nil }
        identity = .token(username: username, token: token)
    }

    private static func oidc(_ fields: Fields) -> Identity? {
        guard let inner = fields.fields("oidc", keys: ["organization", "service", "tokenFile"]) else { return nil }
        let organization = inner.requiredString("organization", "write the organization's slug")
        let service = inner.requiredString("service", "write the slug of the service account")
        let tokenFile = inner.requiredString("tokenFile", "write the path of a projected ServiceAccount token")
        guard let organization, let service, let tokenFile else { return nil }
        return .oidc(organization: organization, service: service, tokenFile: tokenFile)
    }
}
