import Configuration
import Credentials
import Text

extension BasicSource: AnyRegistryKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        BasicFetcher(parts: parts, source: self)
    }

    var loginAdvice: String {
        "make a new password or token at the registry, and put it where password says"
    }
}
