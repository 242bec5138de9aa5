public import Configuration
public import HTTPClient

/// The fetcher for a registry of the configuration.
///
/// - Parameters:
///   - registry: The registry; without `credentials` each fetch is `.misconfigured`.
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
    let client = ProviderClient(http)
    let aws = AWSService(client: client, clock: clock, environment: AWSEnvironment(environment), values: values)
    return switch registry.credentials {
    case .basic(let credential): BasicFetcher(registry: registry, credential: credential, values: values, clock: clock)
    case .dockerConfig(let credential):
        DockerConfigFetcher(registry: registry, credential: credential, values: values, clock: clock)
    case .ecr(let credential): ECRFetcher(registry: registry, credential: credential, service: aws)
    case .ecrPublic(let credential): ECRPublicFetcher(registry: registry, credential: credential, service: aws)
    case .gar(let credential):
        GARFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            client: ProviderClient(http),
            metadataHost: environment["GCE_METADATA_HOST"]
        )
    case .acr(let credential):
        ACRFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            client: ProviderClient(http),
            environment: AzureEnvironment(environment)
        )
    case .ocir(let credential):
        OCIRFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            http: http,
            cluster: OKECluster(environment)
        )
    case .icr(let credential):
        ICRFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            client: ProviderClient(http)
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
    case nil: NoFetcher(registry: registry.name)
    }
}

/// Stands for a registry that has no `credentials`, as only `--standalone` allows.
private struct NoFetcher: CredentialFetcher {
    let registry: String

    var scope: CredentialScope { CredentialScope(kind: "none", details: ["registry \(registry)"]) }
    var inputs: CredentialInputs { CredentialInputs() }

    func fetch() async throws(CredentialError) -> FetchedCredential {
        throw CredentialError(
            .misconfigured,
            identity: "registry \(registry)",
            reason: "it has no credentials",
            fix: "write credentials: with one kind, such as basic or dockerConfig"
        )
    }
}
