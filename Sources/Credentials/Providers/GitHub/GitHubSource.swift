import Configuration

/// `github`: the GitHub container registry, `ghcr.io` or an Enterprise Server's.
struct GitHubSource: CredentialSource {
    /// An App and its installation.
    struct App: Sendable, Hashable {
        /// The App's ID.
        let appID: String
        /// The installation's ID.
        let installationID: String
        /// The App's private key in PEM.
        let privateKey: ValueSource
        /// The repositories that the token is limited to; empty for all of the installation.
        let repositories: [String]
    }

    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// A user with a personal access token.
        case token(username: ValueSource, token: ValueSource)
        /// A GitHub App.
        case app(App)
    }

    /// Who asks.
    let identity: Identity
    /// The base URL of the API that Apps ask; nil for api.github.com.
    let endpoint: Endpoint?

    static let kind = "github"
    /// GitHub's own, and those of the organisations whose data stay in a region; an Enterprise Server has a name of its owner's.
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["ghcr.io", "docker.pkg.github.com", "containers.*.ghe.com"],
        services: ["github.com", "ghe.com"]
    )
    static let summary = "The GitHub container registry, ghcr.io or an Enterprise Server's."
    static let keys: [SettingKey] = [
        .key("username", .valueSource, "The user name; goes with token."),
        .key("token", .valueSource, "A classic personal access token with read:packages, or app."),
        .key(
            "app",
            .mapping([
                .required("appID", .numberOrText, "The App's number or client ID."),
                .required("installationID", .numberOrText, "The number at the end of the installation's URL."),
                .required("privateKey", .valueSource, "The App's private key in PEM."),
                .key("repositories", .list(.text), "The repositories that the token is limited to."),
            ]),
            "Installation tokens of an App, of one hour each, or username and token."
        ),
        .key(
            "endpoint",
            .url,
            "The base URL of the API. Without it api.github.com, or api.SUBDOMAIN.ghe.com for containers.SUBDOMAIN.ghe.com."
        ),
    ]
    static let hints = ["password": "unknown key: write the personal access token as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        let endpoint = fields.endpoint()
        guard let identity = fields.identity(Identity.token, or: "app", { Self.app($0).map(Identity.app) }) else {
            return nil
        }
        self.identity = identity
        guard case .app = identity, endpoint == nil else {
            self.endpoint = endpoint
            return
        }
        self.endpoint = scope.apiOfDataResidency()
    }

    private static func app(_ fields: Fields) -> App? {
        guard let inner = fields.fields("app") else { return nil }
        let appID = number(inner.required("appID", "write the App's number or client ID"))
        let installationID = number(
            inner.required("installationID", "write the number at the end of the installation's URL")
        )
        let privateKey = inner.requiredValue("privateKey")
        let repositories = inner.strings("repositories") ?? []
        guard let appID, let installationID, let privateKey else { return nil }
        return App(appID: appID, installationID: installationID, privateKey: privateKey, repositories: repositories)
    }

    /// GitHub shows these IDs as numbers, so both spellings are right.
    private static func number(_ field: Field?) -> String? {
        field.flatMap { $0.integerText ?? $0.string() }
    }
}
