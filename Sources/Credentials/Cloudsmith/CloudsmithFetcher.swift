import Configuration
import HTTPClient

extension CloudsmithCredential {
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
                kind: "cloudsmith",
                username: username,
                token: token,
                values: values,
                clock: clock
            )
        case .oidc: AbsentKindFetcher(registry: registry.name, kind: "cloudsmith.oidc")
        }
    }
}
