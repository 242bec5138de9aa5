import Configuration

/// `gitlab`: a deploy token or a personal, project or group access token with the scope `read_registry`.
///
/// | key | value |
/// |---|---|
/// | `username`, `token` | required; each a ``ValueSource`` |
/// | `endpoint` | base URL of the GitLab instance, for the token service |
struct GitLabSource: CredentialSource {
    /// The token's user name.
    let username: ValueSource
    /// The token.
    let token: ValueSource
    /// The base URL of the instance; nil for the one that the registry names.
    let endpoint: Endpoint?

    static let kind = "gitlab"
    static let keys = ["username", "token", "endpoint"]
    static let hints = ["password": "unknown key: write the deploy or access token as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let username = fields.requiredValue("username")
        let token = fields.requiredValue("token")
        fields.checkUserName(username, key: "username")
        guard let username, let token else { return nil }
        self.username = username
        self.token = token
    }
}
