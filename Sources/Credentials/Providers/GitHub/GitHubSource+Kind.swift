import Configuration
import Credentials
import Text

extension GitHubSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token): StaticFetcher(parts: parts, username: username, token: token)
        case .app(let app):
            GitHubAppFetcher(parts: parts, app: app, endpoint: endpoint)
        }
    }

    var loginAdvice: String {
        switch identity {
        case .token:
            "make a personal access token (classic) with read:packages, and authorise it for the organisation's single sign-on; "
                + "fine-grained tokens do not work for packages"
        case .app:
            "ghcr.io often refuses installation tokens for private packages: give the App Packages: read and connect the "
                + "package to a repository of the installation, or use a personal access token (classic)"
        }
    }
}
