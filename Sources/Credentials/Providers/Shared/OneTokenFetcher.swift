import Configuration
import Credentials

/// A fetcher of a kind whose one token is good for every image of the registry.
protocol OneTokenFetcher: CredentialFetcher {
    /// The registry.
    var registry: Registry { get }
    /// Asks the provider.
    func token() async throws(CredentialError) -> ProviderToken
}

extension OneTokenFetcher {
    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        // What is only read is read again each time.
        guard inputs.tokens.contains(scope) else {
            return try FetchedCredential(registry: registry, token: await token())
        }
        let token = try await tokens.token(of: scope) { () async throws(CredentialError) in try await self.token() }
        return try FetchedCredential(registry: registry, token: token)
    }
}
