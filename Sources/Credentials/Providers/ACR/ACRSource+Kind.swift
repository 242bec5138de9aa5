import Configuration
import Credentials
import Text

extension ACRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ACRFetcher(
            registry: parts.registry,
            source: self,
            values: parts.values,
            clock: parts.clock,
            client: parts.client,
            environment: AzureEnvironment(parts.environment)
        )
    }

    var registryEndpoint: Endpoint? { endpoint }

    var loginAdvice: String {
        "give the identity the role AcrPull on the registry, or turn the admin user on"
    }
}
