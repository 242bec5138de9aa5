import Configuration
import HTTPClient

extension GitHubCredential {
    /// The fetcher for either identity.
    func fetcher(
        registry: Registry,
        values: ValueResolver,
        clock: WallClock,
        http: HTTPClient
    ) -> any CredentialFetcher {
        switch identity {
        case .token(let username, let token):
            StaticFetcher(
                registry: registry,
                kind: "github",
                username: username,
                token: token,
                values: values,
                clock: clock
            )
        case .app: AbsentKindFetcher(registry: registry.name, kind: "github.app")
        }
    }
}
