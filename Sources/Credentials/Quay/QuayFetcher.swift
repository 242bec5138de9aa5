import Configuration
import HTTPClient

extension QuayCredential {
    /// The fetcher for either proof of a robot.
    func fetcher(
        registry: Registry,
        values: ValueResolver,
        clock: WallClock,
        http: HTTPClient
    ) -> any CredentialFetcher {
        switch proof {
        case .token(let token):
            StaticFetcher(
                registry: registry,
                kind: "quay",
                username: username,
                token: token,
                values: values,
                clock: clock
            )
        case .oidc: AbsentKindFetcher(registry: registry.name, kind: "quay.oidc")
        }
    }
}
