import Configuration
import Credentials
import Text

extension GARSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        GARFetcher(
            registry: parts.registry,
            source: self,
            values: parts.values,
            clock: parts.clock,
            client: parts.client,
            metadataHost: parts.environment["GCE_METADATA_HOST"]
        )
    }

    var loginAdvice: String {
        "give the service account the role roles/artifactregistry.reader on the repository"
    }
}
