import Configuration

/// `basic`: a user name and a password as they stand somewhere.
struct BasicFetcher: CredentialFetcher {
    let registry: Registry
    let credential: BasicCredential
    let values: ValueResolver
    let clock: WallClock

    private var sources: [ValueSource] { [credential.username, credential.password] }

    var scope: CredentialScope { CredentialScope(kind: "basic", sources: sources) }
    var inputs: CredentialInputs { CredentialInputs(sources) }

    func fetch() async throws(CredentialError) -> FetchedCredential {
        let username = try await values.text(of: credential.username, part: "username")
        let password = try await values.text(of: credential.password, part: "password")
        guard !username.reveal().contains(":") else {
            throw Place(identity: "username from \(credential.username)").misconfigured(
                "it has a ':', which ends a user name in HTTP",
                fix: "write the user name only, and what follows the ':' as the password"
            )
        }
        let now = clock.now()
        let auths = DockerAuths(
            patterns: registry.matchImages,
            credential: RegistryCredential(username: username.reveal(), password: password, fetchedAt: now),
            anonymousFallback: registry.anonymousFallback
        )
        return try FetchedCredential(
            auths: auths,
            fetchedAt: now,
            identity: "username from \(credential.username), password from \(credential.password)"
        )
    }
}
