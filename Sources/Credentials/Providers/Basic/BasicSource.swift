import Configuration

/// `basic`: a user name and a password for any registry.
///
/// | key | value |
/// |---|---|
/// | `username`, `password` | required; each a ``ValueSource`` |
/// | `endpoint` | where the credential is tried out, instead of the registry's own address |
struct BasicSource: CredentialSource {
    /// The user name.
    let username: ValueSource
    /// The password or token.
    let password: ValueSource
    /// Where the credential is tried out; nil for the registry itself.
    let endpoint: Endpoint?

    static let kind = "basic"
    static let keys = ["username", "password", "endpoint"]

    init?(_ fields: Fields, scope: PatternScope) {
        let username = fields.requiredValue("username")
        let password = fields.requiredValue("password")
        endpoint = fields.endpoint()
        fields.checkUserName(username, key: "username")
        guard let username, let password else { return nil }
        self.username = username
        self.password = password
    }
}
