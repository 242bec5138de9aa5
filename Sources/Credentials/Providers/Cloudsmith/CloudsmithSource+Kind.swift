import Configuration
import Credentials
import Text

extension CloudsmithSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token): StaticFetcher(parts, username: username, token: token)
        case .oidc(let organization, let service, let tokenFile):
            CloudsmithExchangeFetcher(
                registry: parts.registry,
                organization: organization,
                service: service,
                tokenFile: tokenFile,
                endpoint: endpoint,
                values: parts.values,
                clock: parts.clock,
                client: parts.client
            )
        }
    }

    var loginAdvice: String {
        "use the user name token with an entitlement token, or the account's own with its API key"
    }
}
