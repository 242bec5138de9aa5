import Configuration
import Credentials
import Text

extension BasicSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        BasicFetcher(registry: parts.registry, source: self, values: parts.values, clock: parts.clock)
    }

    var registryEndpoint: Endpoint? { endpoint }
    func trustAdvice(_ url: String) -> String { otherKindAdvice(url) }

    var loginAdvice: String {
        "make a new password or token at the registry, and put it where password says"
    }
}
