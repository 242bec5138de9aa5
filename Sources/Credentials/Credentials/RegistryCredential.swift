package import Configuration
package import Text

/// A user name and a password for a registry, with the time for which they are good.
package struct RegistryCredential: Sendable, Hashable, Confidential {
    /// The user name; never empty.
    package let username: String
    /// The password or token; never empty.
    package let password: SecretText
    /// When the registry stops to accept it; nil when it does not say.
    package let expiresAt: Timestamp?
    /// When it was fetched.
    package let fetchedAt: Timestamp

    /// Makes a credential.
    package init(username: String, password: SecretText, expiresAt: Timestamp? = nil, fetchedAt: Timestamp) {
        self.username = username
        self.password = password
        self.expiresAt = expiresAt
        self.fetchedAt = fetchedAt
    }
}
