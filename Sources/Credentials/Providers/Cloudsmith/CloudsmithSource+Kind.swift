import Configuration
import Credentials
import Text

extension CloudsmithSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token): StaticFetcher(parts: parts, username: username, token: token)
        case .oidc(let organization, let service, let tokenFile):
            CloudsmithExchangeFetcher(
                parts: parts,
                organization: organization,
                service: service,
                tokenFile: tokenFile,
                endpoint: endpoint
            )
        }
    }

    var loginAdvice: String {
        "use the user name token with an entitlement token, or the account's own with its API key"
    }
}
