import Configuration
import Credentials
import Text

/// A user name and a password or token, read from where they stand.
struct Login: Sendable, Confidential {
    let username: String
    let password: SecretText
}

extension ValueResolver {
    /// The user name and the password of a registry.
    ///
    /// - Parameters:
    ///   - username: Where the user name is.
    ///   - password: Where the password is.
    ///   - part: What the password is called in the configuration: `password`, `token` or `secret`.
    /// - Returns: Both.
    /// - Throws: As ``text(of:part:)``; `.misconfigured` for a user name with a ':'.
    func login(
        username: ValueSource,
        password: ValueSource,
        part: String = "password"
    ) async throws(CredentialError) -> Login {
        let name = try await userName(of: username, passwordPart: part)
        return Login(username: name, password: try await text(of: password, part: part))
    }

    /// A user name that HTTP can carry.
    func userName(of source: ValueSource, passwordPart: String) async throws(CredentialError) -> String {
        let name = try await text(of: source, part: "username").reveal()
        guard !name.utf8.contains(UInt8(ascii: ":")) else {
            throw Place(identity: "username from \(source)").misconfigured(
                "it has a ':', which ends a user name in HTTP",
                fix: "write the user name only, and what follows the ':' as the \(passwordPart)"
            )
        }
        return name
    }
}

extension ProviderToken {
    /// A token of one login.
    init(login: Login, expiresAt: Timestamp?, fetchedAt: Timestamp, identity: String) {
        let credential = RegistryCredential(
            username: login.username,
            password: login.password,
            expiresAt: expiresAt,
            fetchedAt: fetchedAt
        )
        self.init(credential: credential, identity: identity)
    }
}
