import Configuration
import Credentials
import Text

extension JFrogSource: PlatformKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token): StaticFetcher(parts: parts, username: username, token: token)
        case .oidc(let oidc):
            JFrogExchangeFetcher(parts: parts, oidc: oidc, endpoint: endpoint)
        }
    }

    var loginAdvice: String {
        "see at JFrog whether the token has expired, and give its user Read on the Docker repository"
    }
}
