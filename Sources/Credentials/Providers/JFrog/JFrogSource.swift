import Configuration
import Images

/// `jfrog`: JFrog Artifactory.
struct JFrogSource: ServiceAccountSource {
    /// An OIDC integration and the token for it.
    struct OIDC: Sendable, Hashable {
        /// The integration's name.
        let providerName: String
        /// Where the ServiceAccount token comes from.
        fileprivate(set) var token: TokenOrigin
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
    private(set) var identity: Identity
    /// The base URL of the platform; nil for the registry's host.
    let endpoint: Endpoint?

    static let kind = "jfrog"
    /// A platform, or a repository of it by a name of its own; the second form is that of private links.
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["*.jfrog.io", "*.pe.jfrog.io"],
        services: ["jfrog.io"]
    )
    static let summary = "JFrog Artifactory."
    static let keys: [SettingKey] = [
        .key("username", .valueSource, "The user name; goes with token."),
        .key("token", .valueSource, "An access token, API key or password, or oidc."),
        .key(
            "oidc",
            .mapping([
                .required("providerName", .text, "The name of the OIDC integration."),
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; not beside serviceAccount."),
                .key("audience", .text, "The audience that the integration expects."),
                .key("projectKey", .text, "The project of the identity mapping."),
                .key("identityMapping", .text, "The name of the identity mapping."),
            ]),
            "A ServiceAccount token that an OIDC integration trusts, or username and token."
        ),
        .key("serviceAccount", .serviceAccount, "Beside oidc, in place of its tokenFile: another ServiceAccount."),
        .fromPod,
        .key("endpoint", .url, "The base URL of the platform, where it is not the registry's host."),
    ]
    static let hints = ["password": "unknown key: write the token or password as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let endpoint = endpoint
        let identity = fields.identity(Identity.token, or: "oidc") { fields in
            scope.expectOneHost(orEndpoint: endpoint, kind: "jfrog")
            return Self.oidc(fields).map(Identity.oidc)
        }
        guard let identity else { return nil }
        self.identity = identity
    }

    private static func oidc(_ fields: Fields) -> OIDC? {
        guard let inner = fields.fields("oidc") else { return nil }
        let providerName = inner.requiredString("providerName", "write the name of the OIDC integration")
        let audience = inner.string("audience")
        let account =
            fields.serviceAccount()
            ?? fields.fromPod(audience: audience, "the one of the OIDC integration, here or below oidc")
        let token = fields.tokenOrigin(below: inner, account)
        if account != nil, account?.audience == nil, !inner.has("audience") {
            inner.error(
                "has no audience: write the one of the OIDC integration, which the ServiceAccount's token is to have"
            )
        }
        let projectKey = inner.string("projectKey")
        let identityMapping = inner.string("identityMapping")
        guard let providerName, let token else { return nil }
        return OIDC(
            providerName: providerName,
            token: token,
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

extension JFrogSource {
    /// The ServiceAccount that the integration trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .oidc(let oidc) = identity { oidc.token.serviceAccount } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> JFrogSource {
        guard case .oidc(var oidc) = identity else { return self }
        oidc.token = oidc.token.with(serviceAccount)
        var source = self
        source.identity = .oidc(oidc)
        return source
    }
}
