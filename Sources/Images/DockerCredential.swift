/// A user name and a password for a registry; prints as `<redacted>`, however it is printed.
public struct DockerCredential: Sendable, Hashable {
    /// The user name; may be empty.
    public let username: String
    /// The password or token; may be empty.
    public let password: String

    /// Makes a credential.
    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

extension DockerCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
