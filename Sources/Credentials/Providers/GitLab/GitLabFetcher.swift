import Configuration

extension StaticFetcher {
    /// `gitlab`: a deploy token with its own user name, or a personal, project or group access token with any name, each with the scope
    /// `read_registry`.
    ///
    /// Nobody is asked at a fetch; `endpoint` names the instance whose token service is trusted when the token is tried out.
    init(registry: Registry, gitlab credential: GitLabCredential, values: ValueResolver, clock: WallClock) {
        self.init(
            registry: registry,
            kind: "gitlab",
            username: credential.username,
            token: credential.token,
            values: values,
            clock: clock
        )
    }
}
