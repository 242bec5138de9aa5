/// A user name and a password for a registry; prints as `<redacted>`, however it is printed.
package struct DockerCredential: Sendable, Hashable {
    /// The user name; may be empty.
    package let username: String
    /// The password or token; may be empty.
    package let password: String

    /// Makes a credential.
    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

extension DockerCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    package var description: String { "<redacted>" }
    /// `<redacted>`.
    package var debugDescription: String { "<redacted>" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
