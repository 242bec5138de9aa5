import Configuration

/// `harbor`: a robot account of Harbor.
///
/// | key | value |
/// |---|---|
/// | `username` | required, a ``ValueSource``: `robot$project+name` (in YAML without quotes or in single ones) |
/// | `secret` | required, a ``ValueSource`` with the robot's secret |
/// | `endpoint` | base URL of Harbor, where its token service is on another host than the registry, for trying the secret out |
struct HarborSource: CredentialSource {
    /// The robot's full name.
    let username: ValueSource
    /// The robot's secret.
    let secret: ValueSource
    /// The base URL of Harbor; nil for the registry's host.
    let endpoint: Endpoint?

    static let kind = "harbor"
    static let keys = ["username", "secret", "endpoint"]
    static let hints = ["password": "unknown key: write the robot's secret as secret: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let username = fields.requiredValue("username")
        let secret = fields.requiredValue("secret")
        fields.checkUserName(username, key: "username")
        guard let username, let secret else { return nil }
        self.username = username
        self.secret = secret
    }
}
