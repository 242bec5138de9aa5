import Configuration
import Credentials
import Text

extension QuaySource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch proof {
        case .token(let token): StaticFetcher(parts, username: username, token: token)
        case .oidc(let tokenFile):
            QuayFederationFetcher(
                registry: parts.registry,
                source: self,
                tokenFile: tokenFile,
                values: parts.values,
                clock: parts.clock,
                client: parts.client
            )
        }
    }

    var trustedEndpoints: [Endpoint] { [endpoint].compactMap(\.self) }
    func trustAdvice(_ url: String) -> String { endpointAdvice(url) }

    var loginAdvice: String {
        "use the robot's whole name (organisation+robot) with its token, and give it Read on the repository; its token may have "
            + "been made anew"
    }
}
