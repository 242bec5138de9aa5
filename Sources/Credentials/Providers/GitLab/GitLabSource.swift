import Configuration

/// `gitlab`: a deploy token or a personal, project or group access token with the scope `read_registry`.
struct GitLabSource: CredentialSource {
    /// The token's user name.
    let username: ValueSource
    /// The token.
    let token: ValueSource
    /// The base URL of the instance; nil for the one that the registry names.
    let endpoint: Endpoint?

    static let kind = "gitlab"
    /// The registry and the dependency proxy of gitlab.com, Dedicated's, and those of China's instance.
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: [
            "registry.gitlab.com", "gitlab.com", "registry.*.gitlab-dedicated.com", "*.gitlab-dedicated.com",
            "registry.jihulab.com", "jihulab.com",
        ],
        services: ["gitlab.com", "gitlab-dedicated.com", "jihulab.com"]
    )
    static let summary = "A deploy token or an access token of GitLab with the scope read_registry."
    static let keys: [SettingKey] = [
        .required("username", .valueSource, "The token's user name."),
        .required("token", .valueSource, "The token."),
        .key("endpoint", .url, "The base URL of the GitLab instance, for the token service."),
    ]
    static let hints = ["password": "unknown key: write the deploy or access token as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        guard let login = fields.login("token") else { return nil }
        (username, token) = (login.username, login.password)
    }
}
