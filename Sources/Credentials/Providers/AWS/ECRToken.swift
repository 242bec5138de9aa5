import Configuration
import Credentials
import Text

/// One entry of `authorizationData`.
struct ECRToken: Decodable {
    /// Base64 of user name, colon and password.
    let authorizationToken: String
    let expiresAt: ExpiryTime?
    /// The registry, as a URL; ECR Public has none.
    let proxyEndpoint: String?

    /// For how long a token is good when AWS does not say.
    static let usualLife = Duration.seconds(43_200)

    /// The account in the name of the registry.
    var account: String? {
        guard let host = proxyEndpoint?.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
        else { return nil }
        return ECRHost(String(host))?.account
    }

    /// The credential in it.
    ///
    /// - Throws: `.unavailable` when it cannot be read, or its time is over.
    func credential(identity: String, endpoint: String, now: Timestamp) throws(CredentialError) -> RegistryCredential {
        guard let bytes = Base64.decode(authorizationToken), String(validating: bytes, as: UTF8.self) != nil,
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < bytes.count
        else {
            throw CredentialError(
                .unavailable,
                identity: identity,
                endpoint: endpoint,
                reason: "the answer cannot be read: the token is not base64 of a user name, a colon and a password"
            )
        }
        let end = expiresAt?.moment ?? now + Self.usualLife
        guard end > now else {
            throw CredentialError(
                .unavailable,
                identity: identity,
                endpoint: endpoint,
                reason: "the answer cannot be read: the time of the token in it is over",
                fix: "compare the clock of this machine with the time of day"
            )
        }
        return RegistryCredential(
            username: String(decoding: bytes[..<colon], as: UTF8.self),
            password: SecretText(String(decoding: bytes[(colon + 1)...], as: UTF8.self)),
            expiresAt: end,
            fetchedAt: now
        )
    }
}
