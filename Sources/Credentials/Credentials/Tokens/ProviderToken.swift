import Configuration

/// What a provider gave for one ``CredentialScope``; registries that share the scope make entries of their own of it.
struct ProviderToken: Sendable, Confidential {
    /// The token with its user name.
    let credential: RegistryCredential
    /// Tokens by AWS account, where accounts were named.
    var byAccount: [String: RegistryCredential] = [:]
    /// Who Pullpass was for the provider, for people.
    let identity: String

    /// Whose token it is.
    var description: String { "token of \(identity)" }
}

extension ProviderToken {
    /// A token of one login.
    init(login: Login, expiresAt: Double?, fetchedAt: Double, identity: String) {
        credential = RegistryCredential(
            username: login.username,
            password: login.password,
            expiresAt: expiresAt,
            fetchedAt: fetchedAt
        )
        self.identity = identity
    }
}

extension FetchedCredential {
    /// Takes entries whose credentials say themselves when they were fetched and when they end: the first of both counts.
    init(auths: DockerAuths, identity: String, now: Double) throws(CredentialError) {
        let credentials = auths.entries.compactMap(\.credential)
        try self.init(
            auths: auths,
            expiresAt: credentials.compactMap(\.expiresAt).min(),
            fetchedAt: credentials.map(\.fetchedAt).min() ?? now,
            identity: identity
        )
    }

    /// One token for all patterns of a registry.
    init(registry: Registry, token: ProviderToken) throws(CredentialError) {
        try self.init(
            auths: DockerAuths(
                patterns: registry.matchImages,
                credential: token.credential,
                anonymousFallback: registry.anonymousFallback
            ),
            expiresAt: token.credential.expiresAt,
            fetchedAt: token.credential.fetchedAt,
            identity: token.identity
        )
    }
}
