import Configuration

extension StaticFetcher {
    /// `dockerHub`: a Docker ID with a personal access token, or an organisation's name with one of its own.
    ///
    /// Both keys of Docker Hub are written, `docker.io` and `https://index.docker.io/v1/`. Nobody is asked at a fetch: a wrong token shows
    /// when it is tried out (`probe:`), where also the quota is read.
    init(registry: Registry, dockerHub credential: DockerHubCredential, values: ValueResolver, clock: WallClock) {
        self.init(
            registry: registry,
            kind: "dockerHub",
            username: credential.username,
            token: credential.token,
            values: values,
            clock: clock
        )
    }
}
