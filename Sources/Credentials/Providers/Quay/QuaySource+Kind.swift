import Configuration
import Credentials
import Text

extension QuaySource: PlatformKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch proof {
        case .token(let token): StaticFetcher(parts: parts, username: username, token: token)
        case .oidc(let origin):
            QuayFederationFetcher(parts: parts, source: self, origin: origin)
        }
    }

    var loginAdvice: String {
        "use the robot's whole name (organisation+robot) with its token, and give it Read on the repository; its token may have "
            + "been made anew"
    }
}
