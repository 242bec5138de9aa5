import Credentials
import Text

/// The parts of one credential, each with a token of its own: one that fails takes nothing from the others.
struct TokenParts {
    private var entries: [DockerAuths.Entry] = []
    private var missing: [MissingPart] = []
    private var identity: String?

    /// Adds a part, or notes why there is none now.
    ///
    /// - Parameters:
    ///   - keys: Its keys of `auths`.
    ///   - token: Asks for its token.
    ///   - make: Makes the entries of the token; nil for its credential under each key.
    /// - Throws: The failure where the whole fetch was given up.
    mutating func add(
        keys: [String],
        _ token: () async throws(CredentialError) -> ProviderToken,
        entries make: ((ProviderToken) -> [DockerAuths.Entry])? = nil
    ) async throws(CredentialError) {
        do throws(CredentialError) {
            let token = try await token()
            identity = identity ?? token.identity
            entries += make?(token) ?? keys.map { DockerAuths.Entry(key: $0, credential: token.credential) }
        } catch {
            guard !Task.isCancelled else { throw error }
            missing.append(MissingPart(keys: keys, error: error))
        }
    }

    /// What came of them.
    ///
    /// - Parameters:
    ///   - whose: Who Pullpass is where no token says, for people.
    ///   - now: The time of the wall clock.
    /// - Returns: The credential, with what is missing of it.
    /// - Throws: The first failure where no part worked.
    func fetched(_ whose: String, now: Timestamp) throws(CredentialError) -> FetchedCredential {
        if entries.isEmpty, let first = missing.first { throw first.error }
        return try FetchedCredential(
            auths: DockerAuths(entries: entries),
            identity: identity ?? whose,
            now: now,
            missing: missing
        )
    }
}
