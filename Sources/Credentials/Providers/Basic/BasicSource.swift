import Configuration

/// `basic`: a user name and a password for any registry.
struct BasicSource: ServiceAccountSource {
    /// The user name.
    let username: ValueSource
    /// The password or token; nil where it is the token of a Pod's ServiceAccount.
    let password: ValueSource?
    /// The Pod's ServiceAccount, whose token a registry takes as it is.
    private(set) var serviceAccount: ServiceAccountUse?
    /// Where the credential is tried out; nil for the registry itself.
    let endpoint: Endpoint?
    /// A token service on another host that may see the credential.
    let authEndpoint: Endpoint?

    static let kind = "basic"
    static let summary = "A user name and a password for any registry."
    static let keys: [SettingKey] = [
        .required("username", .valueSource, "The user name."),
        .key("password", .valueSource, "The password or token, or fromPod."),
        .key(
            "fromPod",
            .fromPod,
            "On a node only: the password is the token of the ServiceAccount whose Pod's image is pulled, for a registry that takes it as it is."
        ),
        .key("endpoint", .url, "Where the credential is tried out, instead of the registry's own address."),
        .key(
            "authEndpoint",
            .url,
            "The registry's token service, where that is on another host, for trying the credential out."
        ),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        authEndpoint = fields.endpoint("authEndpoint")
        guard fields.has("fromPod") else {
            guard let login = fields.login("password") else { return nil }
            (username, password) = (login.username, login.password)
            return
        }
        let name = fields.requiredValue("username")
        fields.checkUserName(name, key: "username")
        fields.atMostOne(of: ["password", "fromPod"])
        serviceAccount = fields.fromPod(
            audience: nil,
            "the one that the registry expects as claim aud",
            isPassword: true
        )
        guard let name, serviceAccount != nil else { return nil }
        (username, password) = (name, nil)
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> BasicSource {
        var source = self
        source.serviceAccount = serviceAccount
        return source
    }
}

extension BasicSource: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            settings: [
                ("username", username), ("password", password.map { $0 as Any } ?? "token"),
                ("endpoint", endpoint as Any),
            ],
            later: [("authEndpoint", authEndpoint), ("serviceAccount", serviceAccount)]
        )
    }
}
