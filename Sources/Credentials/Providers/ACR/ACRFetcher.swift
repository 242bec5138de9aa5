import Configuration
import Credentials
import EventLoop
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
/// | the identity may not pull (no role for it), wrong tenant | `.refused` with the registry's code |
/// | the metadata service cannot answer yet, in six attempts | `.unavailable` |
/// | variables of the default chain or of identity bindings that cannot be meant | `.misconfigured` |
///
/// A refresh token lives as its `exp` says; without one it is taken to live for three hours.
struct ACRFetcher: RegistryTokensFetcher {
    /// Tells the registry that the password is a token.
    static let username = "00000000-0000-0000-0000-000000000000"
    static let defaultLife = Duration.seconds(10_800)

    let parts: FetcherParts
    let source: ACRSource
    /// Waits between two attempts at the metadata service; on the client's loop by default, and only this fetch.
    var pause: @Sendable (Duration) async -> Void

    init(parts: FetcherParts, source: ACRSource) {
        self.parts = parts
        self.source = source
        let loop = parts.http.loop
        pause = { await loop.sleep(until: loop.preciseNow().advanced(by: $0)) }
    }

    private var environment: AzureEnvironment { AzureEnvironment(parts.checkedEnvironment) }

    private func identity() throws(CredentialError) -> ACRSource.Identity {
        guard case .defaultChain = source.identity else { return source.identity }
        return try environment.identity()
    }

    private static func sources(of identity: ACRSource.Identity?) -> [ValueSource] {
        switch identity {
        case .servicePrincipal(_, _, .secret(let source)): [source]
        case .servicePrincipal(_, _, .certificate(let source, let passphrase, _)):
            [source] + (passphrase.map { [$0] } ?? [])
        case .admin(let username, let password): [username, password]
        case .workloadIdentity, .managedIdentity, .serviceAccount, .defaultChain, nil: []
        }
    }

    /// What is read, but for a projected token file: the kubelet's renewal of it says nothing new about what it was exchanged for.
    var inputs: CredentialInputs {
        // What is wrong with the environment is told by the fetch.
        let sources = Self.sources(of: try? identity())
        if case .admin = source.identity { return CredentialInputs(sources) }
        return CredentialInputs(sources, tokens: tokenScopes)
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        if case .admin(let username, let password) = source.identity {
            let keys = source.registries.flatMap { RegistryKeys.keys(of: $0, patterns: registry.matchImages) }
            return try await login(username, password, keys: keys, who: "admin user")
        }
        guard !source.registries.isEmpty else {
            throw CredentialError(
                .misconfigured,
                identity: "registry \(registry.name)",
                reason: "it names no login server",
                fix: "write the registry in matchImages, or registries: [ … ] below credentials.acr"
            )
        }
        let now = clock.now()
        let identity = try identity()
        var known: [AzureCloud: Result<EntraToken, CredentialError>] = [:]
        return try await fetch(tokens) { host async throws(CredentialError) in
            // One token of Entra ID is for all registries of a cloud, and none is needed where theirs are in the cache.
            let cloud = AzureCloud(registry: host)
            let entra = try await known[cloud].orAsked { () async throws(CredentialError) in
                try await entraToken(identity, of: cloud, now)
            }
            let exchange = ACRExchange(
                host: host,
                endpoint: source.endpoint,
                tenant: source.tenantID ?? entra.tenant,
                client: client
            )
            return try await exchange.refreshToken(for: entra, now: now)
        }
    }

    private func entraToken(_ identity: ACRSource.Identity, of cloud: AzureCloud, _ now: Timestamp)
        async throws(CredentialError) -> EntraToken
    {
        try await EntraIdentity(
            identity: identity,
            cloud: cloud,
            source: source,
            environment: environment,
            parts: parts,
            pause: pause
        ).token(now: now)
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
