import Configuration

extension Fields {
    /// Reads a user name and a password, both required; nil when one of them is missing or wrong.
    ///
    /// `part` is what the password is called: `password`, `token` or `secret`.
    func login(_ part: String) -> (username: ValueSource, password: ValueSource)? {
        let username = requiredValue("username")
        let password = requiredValue(part)
        checkUserName(username, key: "username")
        guard let username, let password else { return nil }
        return (username, password)
    }

    /// Reads a user name and a token, or what stands below `key` in their place.
    ///
    /// - Parameters:
    ///   - login: The identity of a user name and a token.
    ///   - key: The other way to ask.
    ///   - other: Reads the identity below it.
    /// - Returns: The identity; nil where none or both are written, or what is needed is wrong.
    func identity<Identity>(
        _ login: (ValueSource, ValueSource) -> Identity,
        or key: String,
        _ other: (Fields) -> Identity?
    ) -> Identity? {
        let isStatic = has("username") || has("token")
        guard isStatic != has(key) else {
            error("must have either username and token, or \(key)")
            return nil
        }
        if isStatic, let account = keys(among: ["serviceAccount", "fromPod"]).first {
            error("has \(account) and a token: write \(account) beside \(key), or the token alone")
        }
        return isStatic ? self.login("token").map { login($0.username, $0.password) } : other(self)
    }

    /// Refuses a user name that HTTP's Basic scheme cannot carry.
    func checkUserName(_ source: ValueSource?, key: String) {
        guard case .value(let text)? = source, text.reveal().utf8.contains(UInt8(ascii: ":")) else { return }
        self[key]?.error("has a ':', which ends a user name in HTTP: write the user name only")
    }
}
