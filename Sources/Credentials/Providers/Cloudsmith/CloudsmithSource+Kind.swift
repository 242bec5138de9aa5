import Configuration
import Credentials
import Text

extension CloudsmithSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token): StaticFetcher(parts: parts, username: username, token: token)
        case .oidc(let organization, let service, let token):
            CloudsmithExchangeFetcher(
                parts: parts,
                organization: organization,
                service: service,
                origin: token,
                endpoint: endpoint
            )
        }
    }

    var loginAdvice: String {
        "use the user name token with an entitlement token, or the account's own with its API key"
    }
}
