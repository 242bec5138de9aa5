import Configuration
import Credentials
import Text

extension JFrogSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token): StaticFetcher(parts, username: username, token: token)
        case .oidc(let oidc):
            JFrogExchangeFetcher(
                registry: parts.registry,
                oidc: oidc,
                endpoint: endpoint,
                values: parts.values,
                clock: parts.clock,
                client: parts.client
            )
        }
    }

    var trustedEndpoints: [Endpoint] { [endpoint].compactMap(\.self) }
    func trustAdvice(_ url: String) -> String { endpointAdvice(url) }

    var loginAdvice: String {
        "see at JFrog whether the token has expired, and give its user Read on the Docker repository"
    }
}
