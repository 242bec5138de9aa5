import Configuration
import Credentials
import Text

extension ExecSource: AnyRegistryKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ExecFetcher(parts: parts, source: self)
    }

    var loginAdvice: String {
        "see by hand what the plugin answers, and whether that can log in"
    }
}
