package import Configuration
package import Text

/// What a provider gave for one ``CredentialScope``; registries that share the scope make entries of their own of it.
package struct ProviderToken: Sendable, Confidential {
    /// The token with its user name.
    package let credential: RegistryCredential
    /// Tokens by AWS account, where accounts were named.
    package let byAccount: [String: RegistryCredential]
    /// Who Pullpass was for the provider, for people.
    package let identity: String

    /// Makes a token.
    package init(credential: RegistryCredential, byAccount: [String: RegistryCredential] = [:], identity: String) {
        self.credential = credential
        self.byAccount = byAccount
        self.identity = identity
    }

    /// Whose token it is.
    package var description: String { "token of \(identity)" }
}

extension FetchedCredential {
    /// Takes entries whose credentials say themselves when they were fetched and when they end: the first of both counts.
    package init(
        auths: DockerAuths,
        identity: String,
        now: Timestamp,
        missing: [MissingPart] = []
    ) throws(CredentialError) {
        let credentials = auths.entries.map(\.credential)
        try self.init(
            auths: auths,
            expiresAt: credentials.compactMap(\.expiresAt).min(),
            fetchedAt: credentials.map(\.fetchedAt).min() ?? now,
            identity: identity,
            faults: missing.reasons,
            missing: missing
        )
    }

    /// One token for all patterns of a registry.
    package init(registry: Registry, token: ProviderToken) throws(CredentialError) {
        try self.init(
            auths: DockerAuths(
                patterns: registry.matchImages,
                credential: token.credential
            ),
            expiresAt: token.credential.expiresAt,
            fetchedAt: token.credential.fetchedAt,
            identity: token.identity
        )
    }
}
