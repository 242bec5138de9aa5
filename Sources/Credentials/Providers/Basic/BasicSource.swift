import Configuration

/// `basic`: a user name and a password for any registry.
struct BasicSource: CredentialSource {
    /// The user name.
    let username: ValueSource
    /// The password or token.
    let password: ValueSource
    /// Where the credential is tried out; nil for the registry itself.
    let endpoint: Endpoint?
    /// A token service on another host that may see the credential.
    let authEndpoint: Endpoint?

    static let kind = "basic"
    static let summary = "A user name and a password for any registry."
    static let keys: [SettingKey] = [
        .required("username", .valueSource, "The user name."),
        .required("password", .valueSource, "The password or token."),
        .key("endpoint", .url, "Where the credential is tried out, instead of the registry's own address."),
        .key(
            "authEndpoint",
            .url,
            "The registry's token service, where that is on another host, for trying the credential out."
        ),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        let login = fields.login("password")
        endpoint = fields.endpoint()
        authEndpoint = fields.endpoint("authEndpoint")
        guard let login else { return nil }
        (username, password) = (login.username, login.password)
    }
}

extension BasicSource: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            settings: [("username", username), ("password", password), ("endpoint", endpoint as Any)],
            later: [("authEndpoint", authEndpoint)]
        )
    }
}
