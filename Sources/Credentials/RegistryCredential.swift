public import Configuration

/// A user name and a password for a registry, with the time for which they are good.
public struct RegistryCredential: Sendable, Hashable, Confidential {
    /// The user name; never empty.
    public let username: String
    /// The password or token; never empty.
    public let password: SecretText
    /// When the registry stops to accept it, in seconds since 1970; nil when it does not say.
    public let expiresAt: Double?
    /// When it was fetched, in seconds since 1970.
    public let fetchedAt: Double

    /// Makes a credential.
    public init(username: String, password: SecretText, expiresAt: Double? = nil, fetchedAt: Double) {
        self.username = username
        self.password = password
        self.expiresAt = expiresAt
        self.fetchedAt = fetchedAt
    }
}
