package import Text

/// What is wrong with a user name and a password at first sight, so that no registry can take them.
package enum CredentialFlaw: Sendable, Hashable {
    /// There is a password and no user name.
    case noUserName
    /// There is a user name and no password.
    case noPassword
    /// The user name has a colon, which ends it in HTTP (RFC 7617 section 2).
    case colon
    /// Something about the text of the user name.
    case userName(TextFlaw)
    /// Something about the text of the password.
    case password(TextFlaw)

    /// Looks at a credential; nil where there is nothing to say, as of one with neither user name nor password.
    package init?(of credential: DockerCredential) {
        let (username, password) = (credential.username, credential.password)
        guard !username.isEmpty || !password.isEmpty else { return nil }
        if username.isEmpty {
            self = .noUserName
        } else if password.isEmpty {
            self = .noPassword
        } else if let flaw = TextFlaw(of: username, as: .userName) {
            self = .userName(flaw)
        } else if username.utf8.contains(ASCII.colon) {
            self = .colon
        } else if let flaw = TextFlaw(of: password, as: Self.isBase64User(username) ? .lines : .secret) {
            self = .password(flaw)
        } else {
            return nil
        }
    }

    /// Whether the password is base64 of a JSON key, which `base64` breaks into lines and Google reads all the same.
    private static func isBase64User(_ username: String) -> Bool { username == "_json_key_base64" }

    /// What is wrong, about an entry of `auths` by its key.
    package func reason(ofEntry entry: String) -> String {
        switch self {
        case .noUserName: "the entry for \(entry) has no user name"
        case .noPassword: "the entry for \(entry) has no password"
        case .colon: "the user name of the entry \(entry) has a ':', which ends a user name in HTTP"
        case .userName(let flaw): "the user name of the entry \(entry) \(flaw.clause)"
        case .password(let flaw): "the password of the entry \(entry) \(flaw.clause)"
        }
    }

    /// What to do about it.
    package var fix: String {
        switch self {
        case .noUserName, .noPassword: "log in to the registry and store the file again"
        case .colon: "write the user name only, and what follows the ':' as the password"
        case .userName(let flaw), .password(let flaw): flaw.fix
        }
    }
}
