public import Configuration
public import HTTPClient

/// The fetcher for a registry of the configuration.
///
/// - Parameters:
///   - registry: The registry; without `credentials`, or with a kind that this version does not have, each fetch is `.misconfigured`.
///   - environment: The variables of the process, for `env`.
///   - secrets: Pullpass' own namespace, for `secretKeyRef` and `secretRef`.
///   - clock: What time it is at a fetch.
///   - http: The way to token services; fetches that need it run on its loop.
///   - files: The file system, for `file`.
/// - Returns: A fetcher that has read nothing yet.
public func makeFetcher(
    registry: Registry,
    environment: [String: String],
    secrets: any SecretReader,
    clock: WallClock,
    http: HTTPClient,
    files: any ReloadFileSystem = LocalFileSystem()
) -> any CredentialFetcher {
    let values = ValueResolver(environment: environment, secrets: secrets, files: files)
    return switch registry.credentials {
    case .basic(let credential): BasicFetcher(registry: registry, credential: credential, values: values, clock: clock)
    case .dockerConfig(let credential):
        DockerConfigFetcher(registry: registry, credential: credential, values: values, clock: clock)
    case .gar(let credential):
        GARFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            client: ProviderClient(http),
            metadataHost: environment["GCE_METADATA_HOST"]
        )
    case .dockerHub(let credential):
        StaticFetcher(registry: registry, dockerHub: credential, values: values, clock: clock)
    case .quay(let credential): credential.fetcher(registry: registry, values: values, clock: clock, http: http)
    case .harbor(let credential):
        StaticFetcher(registry: registry, harbor: credential, values: values, clock: clock)
    case .gitlab(let credential):
        StaticFetcher(registry: registry, gitlab: credential, values: values, clock: clock)
    case .jfrog(let credential): credential.fetcher(registry: registry, values: values, clock: clock, http: http)
    case .cloudsmith(let credential): credential.fetcher(registry: registry, values: values, clock: clock, http: http)
    case .github(let credential): credential.fetcher(registry: registry, values: values, clock: clock, http: http)
    case .exec(let credential):
        ExecFetcher(registry: registry, credential: credential, environment: environment, values: values, clock: clock)
    case let other: AbsentKindFetcher(registry: registry.name, kind: other?.kind)
    }
}

/// Stands for a kind of credential that this version cannot fetch.
struct AbsentKindFetcher: CredentialFetcher {
    let registry: String
    let kind: String?

    var scope: CredentialScope { CredentialScope(kind: kind ?? "none", details: ["registry \(registry)"]) }
    var inputs: CredentialInputs { CredentialInputs() }

    func fetch() async throws(CredentialError) -> FetchedCredential {
        guard let kind else {
            throw CredentialError(
                .misconfigured,
                identity: "registry \(registry)",
                reason: "it has no credentials",
                fix: "write credentials: with one kind, such as basic or dockerConfig"
            )
        }
        throw CredentialError(
            .misconfigured,
            identity: "registry \(registry)",
            reason: "this version cannot fetch credentials of the kind \(kind)",
            fix: "write basic or dockerConfig, or run a version of Pullpass that has \(kind)"
        )
    }
}
