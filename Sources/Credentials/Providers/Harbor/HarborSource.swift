import Configuration

/// `harbor`: a robot account of Harbor.
struct HarborSource: CredentialSource {
    /// The robot's full name.
    let username: ValueSource
    /// The robot's secret.
    let secret: ValueSource
    /// The base URL of Harbor; nil for the registry's host.
    let endpoint: Endpoint?

    static let kind = "harbor"
    static let summary = "A robot account of Harbor."
    static let keys: [SettingKey] = [
        .required(
            "username",
            .valueSource,
            "The robot's full name, robot$project+name, in YAML without quotes or in single ones."
        ),
        .required("secret", .valueSource, "The robot's secret."),
        .key(
            "endpoint",
            .url,
            "The base URL of Harbor, where its token service is on another host than the registry, for trying the secret out."
        ),
    ]
    static let hints = ["password": "unknown key: write the robot's secret as secret: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        guard let login = fields.login("secret") else { return nil }
        (username, secret) = (login.username, login.password)
    }
}
