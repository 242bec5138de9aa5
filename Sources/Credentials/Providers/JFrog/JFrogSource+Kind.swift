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

    var lifeAdvice: String? {
        switch identity {
        case .token: "make an access token that lives longer"
        case .oidc(let oidc):
            // The exchange has no say in it.
            "raise expires_in (token_spec) of the identity mapping of the OIDC integration \(oidc.providerName) at JFrog, to 3600 or more; it is 60 "
                + "where Terraform made the mapping without one"
        }
    }
}
