package import Configuration

/// A user name and a password for a registry, with the time for which they are good.
package struct RegistryCredential: Sendable, Hashable, Confidential {
    /// The user name; never empty.
    package let username: String
    /// The password or token; never empty.
    package let password: SecretText
    /// When the registry stops to accept it, in seconds since 1970; nil when it does not say.
    package let expiresAt: Double?
    /// When it was fetched, in seconds since 1970.
    package let fetchedAt: Double

    /// Makes a credential.
    package init(username: String, password: SecretText, expiresAt: Double? = nil, fetchedAt: Double) {
        self.username = username
        self.password = password
        self.expiresAt = expiresAt
        self.fetchedAt = fetchedAt
    }
}
