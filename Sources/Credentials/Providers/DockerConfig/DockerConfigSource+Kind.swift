import Configuration
import Credentials
import Text

extension DockerConfigSource: AnyRegistryKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        DockerConfigFetcher(parts: parts, source: self)
    }

    var loginAdvice: String {
        "log in again where that Docker configuration was made"
    }
}
