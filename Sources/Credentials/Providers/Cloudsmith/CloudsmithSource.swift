import Configuration

/// `cloudsmith`: Cloudsmith.
struct CloudsmithSource: ServiceAccountSource {
    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// A user with an API key, or `token` with an entitlement token.
        case token(username: ValueSource, token: ValueSource)
        /// A ServiceAccount, by the slugs of the organisation and the service.
        case oidc(organization: String, service: String, token: TokenOrigin)
    }

    /// Who asks.
    private(set) var identity: Identity
    /// The base URL of the API; nil for Cloudsmith's own.
    let endpoint: Endpoint?

    static let kind = "cloudsmith"
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["docker.cloudsmith.io", "docker.cloudsmith.com"],
        services: ["cloudsmith.io", "cloudsmith.com"]
    )
    static let summary = "Cloudsmith."
    static let keys: [SettingKey] = [
        .key("username", .valueSource, "The user name, or token for an entitlement token."),
        .key("token", .valueSource, "An API key or entitlement token, or oidc."),
        .key(
            "oidc",
            .mapping([
                .required("organization", .text, "The organisation's slug."),
                .required("service", .text, "The slug of the service account."),
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; not beside serviceAccount."),
            ]),
            "A ServiceAccount token that a provider trusts, or username and token."
        ),
        .key("serviceAccount", .serviceAccount, "Beside oidc, in place of its tokenFile: another ServiceAccount."),
        .fromPod,
        .key("endpoint", .url, "The base URL of the API."),
    ]
    static let hints = ["password": "unknown key: write the API key or token as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        guard let identity = fields.identity(Identity.token, or: "oidc", Self.oidc) else { return nil }
        self.identity = identity
    }

    private static func oidc(_ fields: Fields) -> Identity? {
        guard let inner = fields.fields("oidc") else { return nil }
        let organization = inner.requiredString("organization", "write the organization's slug")
        let service = inner.requiredString("service", "write the slug of the service account")
        let account =
            fields.serviceAccount()
            ?? fields.fromPod(audience: nil, "the one that the provider at Cloudsmith expects as claim aud")
        let token = fields.tokenOrigin(below: inner, account)
        if account != nil, account?.audience == nil {
            fields["serviceAccount"]?.error(
                "has no audience: write the one that the provider at Cloudsmith expects as claim aud"
            )
        }
        guard let organization, let service, let token else { return nil }
        return .oidc(organization: organization, service: service, token: token)
    }
}

extension CloudsmithSource {
    /// The ServiceAccount that the provider trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .oidc(_, _, let token) = identity { token.serviceAccount } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> CloudsmithSource {
        guard case .oidc(let organization, let service, let token) = identity else { return self }
        var source = self
        source.identity = .oidc(organization: organization, service: service, token: token.with(serviceAccount))
        return source
    }
}
