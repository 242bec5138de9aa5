import Configuration
import Credentials
internal import Text

/// A fetcher of a kind whose tokens are good for one registry each.
protocol RegistryTokensFetcher: ProviderFetcher {
    associatedtype Source: RegistryTokenSource
    /// What names the registries.
    var source: Source { get }
}

extension RegistryTokensFetcher {
    var scope: CredentialScope {
        CredentialScope(registry.credentials, reach: "registries \(source.registries.joined(separator: " "))")
    }

    /// The scopes of the tokens, one a registry.
    var tokenScopes: Set<CredentialScope> { Set(source.registries.map(scope)) }

    /// The scope of the token of one registry.
    private func scope(of host: String) -> CredentialScope {
        CredentialScope(source.narrowed(toHost: host), reach: "registry \(host)")
    }

    /// A token for each registry: from the cache, or else by `ask`, which is given the host.
    ///
    /// One that fails takes nothing from the others.
    func fetch(
        _ tokens: TokenCache.Access,
        _ ask: (String) async throws(CredentialError) -> ProviderToken
    ) async throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        var parts = TokenParts()
        for host in source.registries {
            let keys = RegistryKeys.keys(of: host, patterns: registry.matchImages)
            try await parts.add(keys: keys) { () async throws(CredentialError) in
                try await tokens.token(of: scope(of: host)) { () async throws(CredentialError) in try await ask(host) }
            }
        }
        return try parts.fetched("registry \(registry.name)", now: now)
    }

    /// A user name and a password as they stand somewhere, under these keys.
    ///
    /// - Parameters:
    ///   - username: Where the user name is.
    ///   - password: Where the password is.
    ///   - keys: Of `auths`.
    ///   - who: What such a login is called, for people.
    /// - Returns: The credential, without an end.
    /// - Throws: As ``ValueResolver/text(of:part:)``.
    func login(
        _ username: ValueSource,
        _ password: ValueSource,
        keys: [String],
        who: String
    ) async throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        let user = RegistryCredential(
            username: try await values.text(of: username, part: "username").reveal(),
            password: try await values.text(of: password, part: "password"),
            fetchedAt: now
        )
        return try FetchedCredential(
            auths: DockerAuths(
                entries: keys.map { DockerAuths.Entry(key: $0, credential: user) }
            ),
            fetchedAt: now,
            identity: "\(who), username from \(username), password from \(password)"
        )
    }
}
