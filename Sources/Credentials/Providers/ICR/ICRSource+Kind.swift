import Configuration
import Credentials
import Text

extension ICRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ICRFetcher(
            registry: parts.registry,
            source: self,
            values: parts.values,
            clock: parts.clock,
            client: parts.client
        )
    }

    var loginAdvice: String {
        "give the identity the role Reader of the service Container Registry"
    }
}
