internal import Configuration
internal import HTTPClient

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
    static let defaultLife = 10_800.0

    let registry: Registry
    let credential: ACRCredential
    let values: ValueResolver
    let clock: WallClock
    let client: ProviderClient
    let environment: AzureEnvironment

    private var identity: ACRCredential.Identity {
        guard case .defaultChain = credential.identity else { return credential.identity }
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
        if case .workloadIdentity = identity { return CredentialInputs() }
        return CredentialInputs(sources)
    }

    var scope: CredentialScope {
        var details: [String] =
            switch identity {
            case .managedIdentity(let which): [which.description]
            case .servicePrincipal(let tenant, let client, _): ["client \(client) of tenant \(tenant)"]
            case .workloadIdentity(let tenant, let client, _):
                [
                    "client \(client ?? environment.clientID ?? "?") of tenant \(tenant ?? environment.tenantID ?? "?")"
                ]
            case .admin: ["admin user"]
            case .defaultChain: []
            }
        details.append("registries \(credential.registries.joined(separator: " "))")
        if let tenant = credential.tenantID { details.append("tenant \(tenant)") }
        let endpoints = [credential.endpoint, credential.authorityEndpoint, credential.metadataEndpoint]
        details += endpoints.map { $0.map { "endpoint \($0)" } ?? "" }.filter { !$0.isEmpty }
        return CredentialScope(kind: "acr", sources: sources, details: details)
    }

    func fetch() async throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        if case .admin(let username, let password) = identity { return try await admin(username, password, now) }
        guard let first = credential.registries.first else {
            throw CredentialError(
                .misconfigured,
                identity: "registry \(registry.name)",
                reason: "it names no login server",
                fix: "write the registry in matchImages, or registries: [ … ] below credentials.acr"
            )
        }
        let token = try await EntraIdentity(
            identity: identity,
            cloud: AzureCloud(registry: first),
            credential: credential,
            environment: environment,
            values: values,
            client: client
        ).token(now: now)
        var entries: [DockerAuths.Entry] = []
        var expiresAt = Double.infinity
        for host in credential.registries {
            let exchange = ACRExchange(
                host: host,
                endpoint: credential.endpoint,
                tenant: credential.tenantID ?? token.tenant,
                client: client
            )
            let refreshToken = try await exchange.refreshToken(for: token, now: now)
            expiresAt = min(expiresAt, refreshToken.expiresAt ?? .infinity)
            entries += RegistryKeys.keys(of: host, patterns: registry.matchImages).map {
                DockerAuths.Entry(key: $0, credential: refreshToken)
            }
        }
        return try FetchedCredential(
            auths: DockerAuths(entries: entries, anonymousFallback: registry.anonymousFallback),
            expiresAt: expiresAt,
            fetchedAt: now,
            identity: token.identity
        )
    }

    private func admin(
        _ username: ValueSource,
        _ password: ValueSource,
        _ now: Double
    ) async throws(CredentialError) -> FetchedCredential {
        let user = RegistryCredential(
            username: try await values.text(of: username, part: "username").reveal(),
            password: try await values.text(of: password, part: "password"),
            fetchedAt: now
        )
        let entries = credential.registries.flatMap { RegistryKeys.keys(of: $0, patterns: registry.matchImages) }
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

extension ACRCredential.ManagedIdentity {
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
