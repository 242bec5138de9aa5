package import Images

/// One attempt at a pull: with a credential, or without.
package enum Try: Sendable, Hashable, CustomStringConvertible {
    /// Nothing is sent.
    case anonymous
    /// User name and password are sent to the registry.
    case credential(username: String, password: String)

    /// As containerd takes what the kubelet gives it: an empty user name or password is none (kubelet.md, B1).
    package init(_ credential: DockerCredential) {
        self =
            credential.username.isEmpty || credential.password.isEmpty
            ? .anonymous : .credential(username: credential.username, password: credential.password)
    }

    /// `user:password`, or `ANON`.
    package var description: String {
        switch self {
        case .anonymous: "ANON"
        case .credential(let username, let password): "\(username):\(password)"
        }
    }
}
