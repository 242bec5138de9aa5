import Configuration
import Credentials
import Text

extension ICRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ICRFetcher(parts: parts, source: self)
    }

    var loginAdvice: String {
        "give the identity the role Reader of the service Container Registry"
    }
}
