import Configuration
import Credentials
import Text

extension GARSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        GARFetcher(parts: parts, source: self)
    }

    var loginAdvice: String {
        "give the service account the role roles/artifactregistry.reader on the repository"
    }
}
