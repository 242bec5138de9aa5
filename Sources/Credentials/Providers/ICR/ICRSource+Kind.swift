import Configuration
import Credentials

extension ICRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ICRFetcher(parts: parts, source: self)
    }

    var loginAdvice: String {
        "give the identity the role Reader of the service Container Registry"
    }
}
