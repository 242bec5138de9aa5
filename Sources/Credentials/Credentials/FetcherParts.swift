import Configuration
import HTTPClient

/// What the fetchers of one registry are made of.
struct FetcherParts {
    let registry: Registry
    let environment: [String: String]
    let values: ValueResolver
    let clock: WallClock
    let http: HTTPClient

    private var client: ProviderClient { ProviderClient(http) }

    private var aws: AWSService {
        AWSService(client: client, clock: clock, environment: AWSEnvironment(environment), values: values)
    }

    /// The fetcher for the registry's credentials.
    var fetcher: any CredentialFetcher {
        switch registry.credentials {
        case .basic(let credential):
            BasicFetcher(registry: registry, credential: credential, values: values, clock: clock)
        case .dockerConfig(let credential):
            DockerConfigFetcher(registry: registry, credential: credential, values: values, clock: clock)
        case .ecr(let credential): ECRFetcher(registry: registry, credential: credential, service: aws)
        case .ecrPublic(let credential): ECRPublicFetcher(registry: registry, credential: credential, service: aws)
        case .gar(let credential): fetcher(credential)
        case .acr(let credential): fetcher(credential)
        case .ocir(let credential): fetcher(credential)
        case .icr(let credential):
            ICRFetcher(registry: registry, credential: credential, values: values, clock: clock, client: client)
        case .dockerHub(let credential):
            StaticFetcher(registry: registry, dockerHub: credential, values: values, clock: clock)
        case .quay(let credential): fetcher(credential)
        case .harbor(let credential):
            StaticFetcher(registry: registry, harbor: credential, values: values, clock: clock)
        case .gitlab(let credential):
            StaticFetcher(registry: registry, gitlab: credential, values: values, clock: clock)
        case .jfrog(let credential): fetcher(credential)
        case .cloudsmith(let credential): fetcher(credential)
        case .github(let credential): fetcher(credential)
        case .exec(let credential):
            ExecFetcher(
                registry: registry,
                credential: credential,
                environment: environment,
                values: values,
                clock: clock
            )
        case nil: NoFetcher(registry: registry.name)
        }
    }

    // MARK: Clouds

    private func fetcher(_ credential: GARCredential) -> GARFetcher {
        GARFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            client: client,
            metadataHost: environment["GCE_METADATA_HOST"]
        )
    }

    private func fetcher(_ credential: ACRCredential) -> ACRFetcher {
        ACRFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            client: client,
            environment: AzureEnvironment(environment)
        )
    }

    private func fetcher(_ credential: OCIRCredential) -> OCIRFetcher {
        OCIRFetcher(
            registry: registry,
            credential: credential,
            values: values,
            clock: clock,
            http: http,
            cluster: OKECluster(environment)
        )
    }

    // MARK: Given or exchanged

    /// A user name and a token that somebody made at the registry.
    private func given(_ username: ValueSource, _ token: ValueSource) -> StaticFetcher {
        StaticFetcher(
            registry: registry,
            kind: registry.credentials?.kind ?? "",
            username: username,
            token: token,
            values: values,
            clock: clock
        )
    }

    private func fetcher(_ credential: QuayCredential) -> any CredentialFetcher {
        switch credential.proof {
        case .token(let token): given(credential.username, token)
        case .oidc(let tokenFile):
            QuayFederationFetcher(
                registry: registry,
                credential: credential,
                tokenFile: tokenFile,
                values: values,
                clock: clock,
                client: client
            )
        }
    }

    private func fetcher(_ credential: JFrogCredential) -> any CredentialFetcher {
        switch credential.identity {
        case .token(let username, let token): given(username, token)
        case .oidc(let oidc):
            JFrogExchangeFetcher(
                registry: registry,
                oidc: oidc,
                endpoint: credential.endpoint,
                values: values,
                clock: clock,
                client: client
            )
        }
    }

    private func fetcher(_ credential: CloudsmithCredential) -> any CredentialFetcher {
        switch credential.identity {
        case .token(let username, let token): given(username, token)
        case .oidc(let organization, let service, let tokenFile):
            CloudsmithExchangeFetcher(
                registry: registry,
                organization: organization,
                service: service,
                tokenFile: tokenFile,
                endpoint: credential.endpoint,
                values: values,
                clock: clock,
                client: client
            )
        }
    }

    private func fetcher(_ credential: GitHubCredential) -> any CredentialFetcher {
        switch credential.identity {
        case .token(let username, let token): given(username, token)
        case .app(let app):
            GitHubAppFetcher(
                registry: registry,
                app: app,
                endpoint: credential.endpoint,
                values: values,
                clock: clock,
                client: client
            )
        }
    }
}

/// Stands for a registry that has no `credentials`, as only `--standalone` allows.
private struct NoFetcher: CredentialFetcher {
    let registry: String

    var scope: CredentialScope { CredentialScope(nil, reach: "registry \(registry)") }
    var inputs: CredentialInputs { CredentialInputs() }

    func fetch(_ tokens: TokenShelf.Access) async throws(CredentialError) -> FetchedCredential {
        throw CredentialError(
            .misconfigured,
            identity: "registry \(registry)",
            reason: "it has no credentials",
            fix: "write credentials: with one kind, such as basic or dockerConfig"
        )
    }
}
