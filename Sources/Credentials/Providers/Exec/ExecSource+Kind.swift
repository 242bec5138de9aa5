import Configuration
import Credentials
import Text

extension ExecSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ExecFetcher(
            registry: parts.registry,
            source: self,
            environment: parts.environment,
            values: parts.values,
            clock: parts.clock
        )
    }

    var registryEndpoint: Endpoint? { endpoint }
    func trustAdvice(_ url: String) -> String { otherKindAdvice(url) }

    var loginAdvice: String {
        "see by hand what the plugin answers, and whether that can log in"
    }
}
