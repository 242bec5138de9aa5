import Configuration

extension StaticFetcher {
    /// `harbor`: a robot account's full name, such as `robot$project+name`, and its secret.
    init(registry: Registry, harbor credential: HarborCredential, values: ValueResolver, clock: WallClock) {
        self.init(
            registry: registry,
            kind: "harbor",
            username: credential.username,
            token: credential.secret,
            part: "secret",
            values: values,
            clock: clock
        )
    }
}
