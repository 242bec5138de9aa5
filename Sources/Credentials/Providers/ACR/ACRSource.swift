import Configuration
import Images

/// `acr`: a refresh token of Azure Container Registry, one a registry, by an exchange for an Entra ID token.
struct ACRSource: RegistryTokenSource, ServiceAccountSource {
    /// Which managed identity of the machine.
    enum ManagedIdentity: Sendable, Hashable {
        /// The only one, or the one assigned by the system.
        case systemAssigned
        /// By its client ID.
        case clientID(String)
        /// By its resource ID.
        case resourceID(String)
        /// By its object ID.
        case objectID(String)
    }

    /// What a service principal proves itself with.
    enum Proof: Sendable, Hashable {
        /// A client secret.
        case secret(ValueSource)
        /// A certificate with its private key, in PEM; what opens the key, and whether the certificates go with each request.
        case certificate(ValueSource, passphrase: ValueSource? = nil, sendsChain: Bool = false)
    }

    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// Whoever the environment says, otherwise the managed identity.
        case defaultChain
        /// A managed identity of the machine.
        case managedIdentity(ManagedIdentity)
        /// A federated ServiceAccount; what is nil comes from the environment.
        case workloadIdentity(tenantID: String?, clientID: String?, tokenFile: String?)
        /// Another ServiceAccount, or the Pod's; what is nil comes from its annotations.
        case serviceAccount(ServiceAccountUse, tenantID: String?, clientID: String?)
        /// An application.
        case servicePrincipal(tenantID: String, clientID: String, proof: Proof)
        /// The registry's admin user, without an exchange.
        case admin(username: ValueSource, password: ValueSource)
    }

    /// Who asks.
    private(set) var identity: Identity
    /// The login servers to get a token of.
    var registries: [String]
    /// The tenant named in the exchange; nil for the identity's own.
    let tenantID: String?
    /// The base URL of the registry; nil for `https://` and the login server.
    let endpoint: Endpoint?
    /// The base URL of Entra ID; nil for that of the registry's cloud.
    let authorityEndpoint: Endpoint?
    /// The base URL of the metadata service; nil for the well-known one.
    let metadataEndpoint: Endpoint?

    static let kind = "acr"
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: AzureCloud.suffixes.map { "*.\($0)" } + AzureCloud.suffixes.map { "*.*.geo.\($0)" },
        services: AzureCloud.domains
    )
    private static let identityKeys = ["managedIdentity", "workloadIdentity", "servicePrincipal", "admin"]
    static let summary =
        "A token of Azure Container Registry, one a registry. Without keys the identity comes from the environment, otherwise the machine's managed identity."
    static let keys: [SettingKey] = [
        .key(
            "managedIdentity",
            .mapping([
                .key("clientID", .text, "By its client ID."),
                .key("resourceID", .text, "By its resource ID."),
                .key("objectID", .text, "By its object ID."),
            ]),
            "A managed identity of the machine: the only one, or the one that a key names."
        ),
        .key(
            "workloadIdentity",
            .mapping([
                .key("tenantID", .text, "The directory (tenant) ID; without it the environment's."),
                .key("clientID", .text, "The application (client) ID; without it the environment's."),
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; without it the environment's."),
            ]),
            "A federated ServiceAccount."
        ),
        .key(
            "servicePrincipal",
            .mapping([
                .required("tenantID", .text, "The directory (tenant) ID."),
                .required("clientID", .text, "The application (client) ID."),
                .key("clientSecret", .valueSource, "A client secret, or certificate."),
                .key("certificate", .valueSource, "A certificate with its private key in PEM, or clientSecret."),
            ]),
            "An application."
        ),
        .key(
            "admin",
            .mapping([
                .required("username", .valueSource, "The user name."),
                .required("password", .valueSource, "The password."),
            ]),
            "The registry's admin user, without an exchange."
        ),
        .key(
            "serviceAccount",
            .serviceAccount,
            "Workload identity of another ServiceAccount, whose annotations say the rest; workloadIdentity without tokenFile may stand beside it."
        ),
        .fromPod,
        .key(
            "registries",
            .list(.text, mayBeEmpty: true),
            "Login servers; read from matchImages where these name them."
        ),
        .key("tenantID", .text, "The tenant named in the exchange, where it is not the identity's own."),
        .key("endpoint", .url, "The base URL of the registry."),
        .key("authorityEndpoint", .url, "The base URL of Entra ID, for national clouds."),
        .key("metadataEndpoint", .url, "The base URL of the metadata service, where it is not the well-known one."),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        authorityEndpoint = fields.endpoint("authorityEndpoint")
        metadataEndpoint = fields.endpoint("metadataEndpoint")
        tenantID = fields.string("tenantID")
        scope.expectRegistriesOfAzure()
        registries = scope.registries(named: fields.registryHosts(), kind: "acr")
        for entry in fields["registries"]?.list() ?? [] {
            if let flaw = entry.string().flatMap({ ACRHost.flaw(of: $0) }) { entry.error(flaw) }
        }
        let isUnambiguous = fields.atMostOne(of: Self.identityKeys)
        guard let identity = Self.identity(fields), isUnambiguous else { return nil }
        self.identity = identity
    }

    private static func identity(_ fields: Fields) -> Identity? {
        if fields.hasAccount { return serviceAccount(fields) }
        if fields.has("managedIdentity") {
            return fields.fields("managedIdentity").flatMap(managedIdentity)
        }
        if fields.has("workloadIdentity") {
            guard let inner = fields.fields("workloadIdentity") else { return nil }
            return .workloadIdentity(
                tenantID: inner.string("tenantID"),
                clientID: inner.string("clientID"),
                tokenFile: inner.string("tokenFile")
            )
        }
        if fields.has("servicePrincipal") {
            return fields.fields("servicePrincipal").flatMap(servicePrincipal)
        }
        guard fields.has("admin") else { return .defaultChain }
        guard let inner = fields.fields("admin") else { return nil }
        let username = inner.requiredValue("username")
        let password = inner.requiredValue("password")
        guard let username, let password else { return nil }
        return .admin(username: username, password: password)
    }

    private static func managedIdentity(_ fields: Fields) -> Identity? {
        guard fields.atMostOne(of: ["clientID", "resourceID", "objectID"]) else { return nil }
        if let id = fields.string("clientID") { return .managedIdentity(.clientID(id)) }
        if let id = fields.string("resourceID") { return .managedIdentity(.resourceID(id)) }
        if let id = fields.string("objectID") { return .managedIdentity(.objectID(id)) }
        return .managedIdentity(.systemAssigned)
    }

    private static func servicePrincipal(_ fields: Fields) -> Identity? {
        let tenantID = fields.requiredString("tenantID", "write the directory (tenant) ID")
        let clientID = fields.requiredString("clientID", "write the application (client) ID")
        let secret = fields.value("clientSecret")
        let certificate = fields.value("certificate")
        if fields.has("clientSecret") == fields.has("certificate") {
            fields.error("must have exactly one of clientSecret and certificate")
            return nil
        }
        guard let tenantID, let clientID else { return nil }
        if let secret { return .servicePrincipal(tenantID: tenantID, clientID: clientID, proof: .secret(secret)) }
        return certificate.map { .servicePrincipal(tenantID: tenantID, clientID: clientID, proof: .certificate($0)) }
    }
}

extension ACRSource {
    /// The same for the image's registry; for none where that is not among its own.
    func narrowed(to image: ImageReference) -> ACRSource? { narrowed(toRegistryOf: image) }
}

extension PatternScope {
    /// Reports patterns that end like hosts of Azure and match none.
    fileprivate func expectRegistriesOfAzure() {
        for entry in entries { if let flaw = ACRHost.flaw(of: entry.host) { entry.field.error(flaw) } }
    }
}

extension ACRSource {
    /// The annotations of Azure's workload identity.
    static let clientAnnotation = "azure.workload.identity/client-id"
    static let tenantAnnotation = "azure.workload.identity/tenant-id"
    /// The audience that a federated credential has unless somebody chose another, the same in every cloud.
    static let audience = "api://AzureADTokenExchange"

    /// Reads `serviceAccount` or `fromPod`, and `workloadIdentity` beside it.
    private static func serviceAccount(_ fields: Fields) -> Identity? {
        fields.atMostOne(of: ["serviceAccount", "fromPod", "managedIdentity", "servicePrincipal", "admin"])
        let inner = fields.fields("workloadIdentity")
        inner?.refuseTokenFile(isPod: fields.has("fromPod"))
        let client = PodSetting(.clientID, standard: clientAnnotation, isStated: inner?.has("clientID") ?? false)
        // Few write it: a Pod without it is better told what is missing than left without a word.
        let tenant = PodSetting(
            .tenantID,
            standard: tenantAnnotation,
            isStated: inner?.has("tenantID") ?? false,
            isOptional: true
        )
        guard let account = fields.serviceAccount() ?? fields.fromPod(audience: audience, settings: [client, tenant])
        else { return nil }
        return .serviceAccount(account, tenantID: inner?.string("tenantID"), clientID: inner?.string("clientID"))
    }

    /// The ServiceAccount that Entra ID trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .serviceAccount(let account, _, _) = identity { account } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> ACRSource {
        guard case .serviceAccount(_, let tenantID, let clientID) = identity else { return self }
        var source = self
        source.identity = .serviceAccount(serviceAccount, tenantID: tenantID, clientID: clientID)
        return source
    }
}
