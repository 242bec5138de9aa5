import Configuration
import Credentials
import Text

/// `basic`: a user name and a password as they stand somewhere.
struct BasicFetcher: CredentialFetcher {
    let registry: Registry
    let source: BasicSource
    let values: ValueResolver
    let clock: WallClock

    private var sources: [ValueSource] { [source.username, source.password] }

    var scope: CredentialScope { CredentialScope(registry.credentials) }
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
