import Configuration

/// `basic`: a user name and a password as they stand somewhere.
struct BasicFetcher: CredentialFetcher {
    let registry: Registry
    let credential: BasicCredential
    let values: ValueResolver
    let clock: WallClock

    private var sources: [ValueSource] { [credential.username, credential.password] }

    var scope: CredentialScope { CredentialScope(registry.credentials) }
    var inputs: CredentialInputs { CredentialInputs(sources) }

    func fetch(_ tokens: TokenShelf.Access) async throws(CredentialError) -> FetchedCredential {
        let login = try await values.login(username: credential.username, password: credential.password)
        return try FetchedCredential(
            registry: registry,
            login: login,
            expiresAt: nil,
            fetchedAt: clock.now(),
            identity: "username from \(credential.username), password from \(credential.password)"
        )
    }
}
