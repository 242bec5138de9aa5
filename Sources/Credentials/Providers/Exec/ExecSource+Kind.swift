import Configuration
import Credentials

extension ExecSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ExecFetcher(parts: parts, source: self)
    }

    var registryEndpoint: Endpoint? { endpoint }
    func trustAdvice(_ url: String) -> String { otherKindAdvice(url) }

    var loginAdvice: String {
        "see by hand what the plugin answers, and whether that can log in"
    }
}
