import Configuration
import Credentials
import Text

extension ACRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ACRFetcher(parts: parts, source: self, environment: AzureEnvironment(parts.checkedEnvironment))
    }

    var registryEndpoint: Endpoint? { endpoint }

    var loginAdvice: String {
        "give the identity the role AcrPull on the registry, or turn the admin user on"
    }
}
