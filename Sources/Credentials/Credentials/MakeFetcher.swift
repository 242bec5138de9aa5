package import Configuration
package import Files
package import HTTPClient
package import Text

/// The fetcher for a registry of the configuration.
///
/// - Parameters:
///   - registry: The registry; without `credentials` each fetch is `.misconfigured`.
///   - environment: The variables of the process, for `env`.
///   - secrets: Pullpass' own namespace, for `secretKeyRef` and `secretRef`.
///   - serviceAccounts: The cluster, for `serviceAccount`; on a node the kubelet's request, for `fromPod`.
///   - clock: What time it is at a fetch.
///   - http: The way to token services; fetches that need it run on its loop.
///   - files: The file system, for `file`.
///   - clients: Where a registry that names authorities of its own has its client; nil for a list of its own, based on `http`.
/// - Returns: A fetcher that has read nothing yet.
package func makeFetcher(
    registry: Registry,
    environment: [String: String],
    secrets: any SecretReader,
    serviceAccounts: any ServiceAccountReader = NoServiceAccounts(),
    clock: WallClock,
    http: HTTPClient,
    files: any ReloadFileSystem = LocalFileSystem(),
    clients: RegistryClients? = nil
) -> any CredentialFetcher {
    let values = ValueResolver(environment: environment, secrets: secrets, files: files)
    let identity = registry.podIdentity
    let request = identity == nil ? nil : serviceAccounts.request
    let registry = request?.asked(registry) ?? registry
    let make: @Sendable (HTTPClient) -> any CredentialFetcher = { http in
        let parts = FetcherParts(
            registry: registry,
            environment: environment,
            values: values,
            serviceAccounts: serviceAccounts,
            clock: clock,
            http: http
        )
        guard let fetcher = registry.credentialKind?.fetcher(parts) else { return NoFetcher(registry: registry.name) }
        let keyed = registry.keys.isEmpty ? fetcher : KeyedFetcher(base: fetcher, keys: registry.keys)
        guard let identity, let token = request?.token else { return keyed }
        return PodFetcher(base: keyed, identity: identity, token: token)
    }
    guard let tls = registry.tls, registry.credentials != nil else { return make(http) }
    let own = (clients ?? RegistryClients(http)).own(registry)
    return TrustingFetcher(tls: tls, values: values, own: own, base: make(http), make: make)
}

/// Stands for a registry that has no `credentials`, as only `--standalone` allows.
private struct NoFetcher: CredentialFetcher {
    let registry: String

    var scope: CredentialScope { CredentialScope(nil, reach: "registry \(registry)") }
    var inputs: CredentialInputs { CredentialInputs() }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        throw CredentialError(
            .misconfigured,
            identity: "registry \(registry)",
            reason: "it has no credentials",
            fix: "write credentials: with one kind, such as basic or dockerConfig"
        )
    }
}
