import Configuration
import Credentials
import Text

/// `basic`: a user name and a password as they stand somewhere.
struct BasicFetcher: ProviderFetcher {
    let parts: FetcherParts
    let source: BasicSource

    private var sources: [ValueSource] { [source.username, source.password] }

    var inputs: CredentialInputs { CredentialInputs(sources) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let login = try await values.login(username: source.username, password: source.password)
        return try FetchedCredential(
            registry: registry,
            login: login,
            expiresAt: nil,
            fetchedAt: clock.now(),
            identity: "username from \(source.username), password from \(source.password)"
        )
    }
}
