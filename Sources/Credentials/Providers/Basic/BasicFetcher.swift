import Configuration
import Credentials
import Text

/// `basic`: a user name and a password as they stand somewhere.
///
/// A password that is a JSON Web Token makes the credential's end, as with ``StaticFetcher``: the source is read again before that, and one
/// whose time is over is `.misconfigured`.
struct BasicFetcher: ProviderFetcher {
    let parts: FetcherParts
    let source: BasicSource

    private var sources: [ValueSource] { [source.username, source.password] }

    var inputs: CredentialInputs { CredentialInputs(sources) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let login = try await values.login(username: source.username, password: source.password)
        let fetcher = StaticFetcher(parts: parts, username: source.username, token: source.password, part: "password")
        return try fetcher.credential(of: login, expiresAt: nil)
    }
}
