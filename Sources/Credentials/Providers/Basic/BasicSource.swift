/// `basic`: a user name and a password for any registry.
///
/// | key | value |
/// |---|---|
/// | `username`, `password` | required; each a ``ValueSource`` |
/// | `endpoint` | where the credential is tried out, instead of the registry's own address |
package struct BasicCredential: Sendable, Hashable {
    /// The user name.
    package let username: ValueSource
    /// The password or token.
    package let password: ValueSource
    /// Where the credential is tried out; nil for the registry itself.
    package let endpoint: Endpoint?

    static let keys = ["username", "password", "endpoint"]

    init?(_ fields: Fields) {
        let username = fields.requiredValue("username")
        let password = fields.requiredValue("password")
        endpoint = fields.endpoint()
        fields.checkUserName(username, key: "username")
        guard let username, let password else { return nil }
        self.username = username
        self.password = password
    }
}

extension Fields {
    /// Refuses a user name that HTTP's Basic scheme cannot carry.
    func checkUserName(_ source: ValueSource?, key: String) {
        guard case .value(let text)? = source, text.reveal().contains(":") else { return }
        self[key]?.error("has a ':', which ends a user name in HTTP: write the user name only")
    }
}
