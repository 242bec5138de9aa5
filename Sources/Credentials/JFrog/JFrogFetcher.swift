import Configuration
import HTTPClient

extension JFrogCredential {
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
                kind: "jfrog",
                username: username,
                token: token,
                values: values,
                clock: clock
            )
        case .oidc: AbsentKindFetcher(registry: registry.name, kind: "jfrog.oidc")
        }
    }
}
