import Configuration
import Credentials
import HTTPClient
import Text

/// `acr`: refresh tokens of Azure Container Registry, one a registry, in exchange for a token of Entra ID.
///
/// The user name is ``username``, as for every token of the registry. The admin user's own name and password go without an exchange.
///
/// | failure | error |
/// |---|---|
/// | no metadata service (not on Azure, or kept from Pods) | `.unavailable` |
/// | the machine has no such managed identity | `.refused` with the service's code |
/// | a variable of workload identity is missing, the certificate has no key | `.misconfigured` |
/// | wrong secret or certificate, no federated credential for the ServiceAccount | `.refused` with Entra ID's AADSTS code |
/// | the registry's challenge names another host, or http | `.refused`, and no token is sent |
/// | the identity may not pull (no AcrPull), wrong tenant | `.refused` with the registry's code |
///
/// A refresh token lives as its `exp` says; without one it is taken to live for three hours.
struct ACRFetcher: CredentialFetcher {
    /// Tells the registry that the password is a token.
    static let username = "00000000-0000-0000-0000-000000000000"
    static let defaultLife = Duration.seconds(10_800)

    let registry: Registry
    let source: ACRSource
    let values: ValueResolver
    let clock: WallClock
    let client: ProviderClient
    let environment: AzureEnvironment

    private var identity: ACRSource.Identity {
        guard case .defaultChain = source.identity else { return source.identity }
        return environment.isWorkloadIdentity
            ? .workloadIdentity(tenantID: nil, clientID: nil, tokenFile: nil) : .managedIdentity(.systemAssigned)
    }

    private var sources: [ValueSource] {
        switch identity {
        case .servicePrincipal(_, _, .secret(let source)), .servicePrincipal(_, _, .certificate(let source)): [source]
        case .admin(let username, let password): [username, password]
        case .workloadIdentity(_, _, let tokenFile):
            (tokenFile ?? environment.tokenFile).map { [.file($0)] } ?? []
        case .managedIdentity, .defaultChain: []
        }
    }

    /// What is read, but for a projected token file: the kubelet's renewal of it says nothing new about what it was exchanged for.
    var inputs: CredentialInputs {
        switch identity {
        case .workloadIdentity: CredentialInputs(tokens: Set(source.registries.map(scope)))
        case .admin: CredentialInputs(sources)
        default: CredentialInputs(sources, tokens: source.registries.map(scope))
        }
    }

    var scope: CredentialScope {
        CredentialScope(registry.credentials, reach: "registries \(source.registries.joined(separator: " "))")
    }

    /// The scope of the refresh token of one registry.
    private func scope(of host: String) -> CredentialScope {
        CredentialScope(source.narrowed(toHost: host), reach: "registry \(host)")
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        if case .admin(let username, let password) = identity { return try await admin(username, password, now) }
        guard !source.registries.isEmpty else {
            throw CredentialError(
                .misconfigured,
                identity: "registry \(registry.name)",
                reason: "it names no login server",
                fix: "write the registry in matchImages, or registries: [ … ] below credentials.acr"
            )
        }
        var known: [AzureCloud: EntraToken] = [:]
        var whose = ""
        var entries: [DockerAuths.Entry] = []
        for host in source.registries {
            let token = try await tokens.token(of: scope(of: host)) { () async throws(CredentialError) in
                // One token of Entra ID is for all registries of a cloud, and none is needed where theirs are in the cache.
                let cloud = AzureCloud(registry: host)
                let entra: EntraToken
                if let one = known[cloud] { entra = one } else { entra = try await entraToken(of: cloud, now) }
                known[cloud] = entra
                let exchange = ACRExchange(
                    host: host,
                    endpoint: source.endpoint,
                    tenant: source.tenantID ?? entra.tenant,
                    client: client
                )
                return try await exchange.refreshToken(for: entra, now: now)
            }
            whose = token.identity
            entries += RegistryKeys.keys(of: host, patterns: registry.matchImages).map {
                DockerAuths.Entry(key: $0, credential: token.credential)
            }
        }
        return try FetchedCredential(
            auths: DockerAuths(entries: entries, anonymousFallback: registry.anonymousFallback),
            identity: whose,
            now: now
        )
    }

    private func entraToken(of cloud: AzureCloud, _ now: Timestamp) async throws(CredentialError) -> EntraToken {
        try await EntraIdentity(
            identity: identity,
            cloud: cloud,
            source: source,
            environment: environment,
            values: values,
            client: client
        ).token(now: now)
    }

    private func admin(
        _ username: ValueSource,
        _ password: ValueSource,
        _ now: Timestamp
    ) async throws(CredentialError) -> FetchedCredential {
        let user = RegistryCredential(
            username: try await values.text(of: username, part: "username").reveal(),
            password: try await values.text(of: password, part: "password"),
            fetchedAt: now
        )
        let entries = source.registries.flatMap { RegistryKeys.keys(of: $0, patterns: registry.matchImages) }
        return try FetchedCredential(
            auths: DockerAuths(
                entries: entries.map { DockerAuths.Entry(key: $0, credential: user) },
                anonymousFallback: registry.anonymousFallback
            ),
            fetchedAt: now,
            identity: "admin user, username from \(username), password from \(password)"
        )
    }
}

extension ACRSource.ManagedIdentity {
    /// The identity for people.
    var description: String {
        switch self {
        case .systemAssigned: "managed identity of the machine"
        case .clientID(let id): "managed identity with client ID \(id)"
        case .resourceID(let id): "managed identity \(id)"
        case .objectID(let id): "managed identity with object ID \(id)"
        }
    }
}
