import Configuration

/// `gar`: an access token for Google Artifact Registry and Container Registry; one serves every host.
struct GARSource: ServiceAccountSource {
    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// Google's application default credentials.
        case defaultChain
        /// A service account's JSON key.
        case serviceAccountKey(ValueSource)
        /// Workload identity federation.
        case externalAccount(ValueSource)
        /// A ServiceAccount of a GKE cluster, with the path of its projected token.
        case workloadIdentity(project: String, location: String, cluster: String, tokenFile: String)
        /// Another ServiceAccount, and who takes its tokens.
        case serviceAccount(ServiceAccountUse, GoogleTrust)
    }

    /// Who asks.
    private(set) var identity: Identity
    /// The service account to act as; nil for the identity itself.
    let impersonate: String?
    /// What ends the names of Google's services; nil for what the environment says.
    let universeDomain: String?
    /// The base URL of the OAuth token service; nil for Google's.
    let endpoint: Endpoint?
    /// The base URL of the Security Token Service; nil for Google's.
    let stsEndpoint: Endpoint?
    /// The base URL of the IAM Credentials API; nil for Google's.
    let iamEndpoint: Endpoint?
    /// The base URL of the metadata server; nil for the well-known one.
    let metadataEndpoint: Endpoint?

    static let misnomers = ["gcr"]
    static let kind = "gar"
    /// Artifact Registry and what was Container Registry, and those of the one other universe whose names are published.
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: [
            "*-docker.pkg.dev", "gcr.io", "*.gcr.io", "*.pkg.dev", "*.*.pkg.dev", "*.*.rep.pkg.dev",
            "*-docker.s3nsregistry.fr",
        ],
        services: [
            "googleapis.com", "google.com", "google.internal", "pkg.dev", "gcr.io", "s3nsapis.fr", "s3nsregistry.fr",
        ]
    )
    private static let identityKeys = ["serviceAccountKey", "externalAccount", "workloadIdentity"]
    static let summary =
        "An access token for Google Artifact Registry. Without keys the identity comes from Google's application default credentials."
    static let keys: [SettingKey] = [
        .key("serviceAccountKey", .valueSource, "The JSON of any credential that Google's tools write."),
        .key("externalAccount", .valueSource, "The JSON of workload identity federation."),
        .key(
            "workloadIdentity",
            .mapping([
                .key("project", .text, "The ID of the cluster's project."),
                .key("location", .text, "The cluster's region or zone."),
                .key("cluster", .text, "The cluster's name."),
                .key(
                    "provider",
                    .text,
                    "Beside serviceAccount or fromPod, and elsewhere than on GKE: projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>."
                ),
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; not beside serviceAccount."),
            ]),
            "The exchange of GKE without its metadata server."
        ),
        .key(
            "serviceAccount",
            .serviceAccount,
            "Another ServiceAccount, by the cluster or provider of workloadIdentity, or the cluster that the metadata server names."
        ),
        .fromPod,
        .key("impersonate", .text, "The e-mail address of a service account to act as."),
        .key(
            "universeDomain",
            .text,
            "What ends the names of Google's services; without it GOOGLE_CLOUD_UNIVERSE_DOMAIN says, otherwise googleapis.com."
        ),
        .key("endpoint", .url, "In place of oauth2.googleapis.com."),
        .key("stsEndpoint", .url, "In place of sts.googleapis.com."),
        .key("iamEndpoint", .url, "In place of iamcredentials.googleapis.com."),
        .key("metadataEndpoint", .url, "The base URL of the metadata server; with it no other source is looked for."),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        stsEndpoint = fields.endpoint("stsEndpoint")
        iamEndpoint = fields.endpoint("iamEndpoint")
        metadataEndpoint = fields.endpoint("metadataEndpoint")
        universeDomain = fields.string("universeDomain")
        if let universeDomain, !Self.isDomain(universeDomain) {
            fields["universeDomain"]?.error(
                "is no domain: write what ends the names of the services, such as googleapis.com"
            )
        }
        impersonate = fields.string("impersonate")
        if let impersonate, !impersonate.contains("@") {
            fields["impersonate"]?.error("is no service account: write its e-mail address")
        }
        let isUnambiguous = fields.atMostOne(of: Self.identityKeys)
        guard let identity = Self.identity(fields), isUnambiguous else { return nil }
        self.identity = identity
    }

    /// Whether a text can be a universe: a domain of two parts or more.
    static func isDomain(_ text: String) -> Bool { NameRules.isSubdomain(text) && text.contains(".") }

    private static func identity(_ fields: Fields) -> Identity? {
        if fields.hasAccount {
            fields.atMostOne(of: ["serviceAccount", "fromPod", "serviceAccountKey", "externalAccount"])
            let trust = GoogleTrust(fields)
            guard let account = fields.serviceAccount() ?? fromPod(fields, trust), let trust else { return nil }
            return .serviceAccount(account, trust)
        }
        if fields.has("serviceAccountKey") { return fields.value("serviceAccountKey").map(Identity.serviceAccountKey) }
        if fields.has("externalAccount") { return fields.value("externalAccount").map(Identity.externalAccount) }
        guard fields.has("workloadIdentity") else { return .defaultChain }
        guard let inner = fields.fields("workloadIdentity") else { return nil }
        if inner.has("provider") {
            let account = fields.isForNode ? "fromPod" : "serviceAccount"
            inner.error("has provider without \(account): write \(account), or project, location and cluster")
            return nil
        }
        let project = inner.requiredString("project", "write the ID of the cluster's project")
        let location = inner.requiredString("location", "write the cluster's region or zone")
        let cluster = inner.requiredString("cluster", "write the cluster's name")
        let tokenFile = inner.requiredString("tokenFile", "write the path of a projected ServiceAccount token")
        guard let project, let location, let cluster, let tokenFile else { return nil }
        return .workloadIdentity(project: project, location: location, cluster: cluster, tokenFile: tokenFile)
    }
}

extension GARSource {
    /// The annotation of GKE's workload identity.
    static let accountAnnotation = "iam.gke.io/gcp-service-account"

    /// Reads `fromPod`.
    ///
    /// The ServiceAccount may itself be the principal, so that nothing needs the annotation.
    private static func fromPod(_ fields: Fields, _ trust: GoogleTrust?) -> ServiceAccountUse? {
        let account = PodSetting(
            .serviceAccount,
            standard: accountAnnotation,
            isStated: fields.has("impersonate"),
            isOptional: true
        )
        return fields.fromPod(
            // Where the trust is wrong that is said already.
            audience: trust == nil ? "" : trust?.tokenAudience,
            "workloadIdentity: { provider: … } beside it, or { project: …, location: …, cluster: … } on GKE",
            settings: [account]
        )
    }

    /// The ServiceAccount that Google trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .serviceAccount(let account, _) = identity { account } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> GARSource {
        guard case .serviceAccount(_, let trust) = identity else { return self }
        var source = self
        source.identity = .serviceAccount(serviceAccount, trust)
        return source
    }
}

extension GARSource: CustomReflectable {
    var customMirror: Mirror {
        // The name of the first version, whose chain was the metadata server alone.
        let known: Any = if case .defaultChain = identity { "metadata" } else { identity }
        return Mirror(
            self,
            settings: [
                ("identity", known), ("impersonate", impersonate as Any), ("endpoint", endpoint as Any),
                ("stsEndpoint", stsEndpoint as Any), ("iamEndpoint", iamEndpoint as Any),
                ("metadataEndpoint", metadataEndpoint as Any),
            ],
            later: [("universeDomain", universeDomain)]
        )
    }
}
