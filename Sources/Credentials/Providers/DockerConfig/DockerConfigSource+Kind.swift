import Configuration
import Credentials
import Text

extension DockerConfigSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        DockerConfigFetcher(registry: parts.registry, source: self, values: parts.values, clock: parts.clock)
    }

    var registryEndpoint: Endpoint? { endpoint }
    func trustAdvice(_ url: String) -> String { otherKindAdvice(url) }

    var loginAdvice: String {
        "log in again where that Docker configuration was made"
    }
}
