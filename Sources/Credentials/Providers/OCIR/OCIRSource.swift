import Configuration
import Images

/// `ocir`: a token of Oracle Cloud Infrastructure Registry, one a registry host.
struct OCIRSource: RegistryTokenSource, ServiceAccountSource {
    /// A user's API signing key.
    struct UserPrincipal: Sendable, Hashable {
        /// The tenancy's OCID.
        let tenancyID: String
        /// The user's OCID.
        let userID: String
        /// The key's fingerprint, pairs of hexadecimal digits with colons.
        let fingerprint: String
        /// The private key in PEM.
        let privateKey: ValueSource
        /// The passphrase of the key.
        let passphrase: ValueSource?
    }

    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// The machine.
        case instancePrincipal
        /// A user's API key.
        case userPrincipal(UserPrincipal)
        /// A ServiceAccount of OKE; nil for the Pod's own token.
        case workloadIdentity(TokenOrigin?)
        /// A static token.
        case authToken(username: ValueSource, password: ValueSource)
    }

    /// Who asks.
    private(set) var identity: Identity
    /// The hosts to get a token of.
    var registries: [String]
    /// The region that gives an instance principal its security token, by either of its names; nil for the machine's own.
    let region: String?
    /// The base URL of the registry; nil for `https://` and the host.
    let endpoint: Endpoint?
    /// The base URL of the token service; nil for the region's own.
    let authEndpoint: Endpoint?
    /// The base URL of the metadata service; nil for the well-known one.
    let metadataEndpoint: Endpoint?

    static let kind = "ocir"
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["*.ocir.io", "ocir.*.oci.\(OCIRegion.firstDomain)"]
            + OCIRegion.domains.filter { $0 != OCIRegion.firstDomain }.sorted().map { "ocir.*.oci.\($0)" }
            + OCIRegion.domains.sorted().map { "*.*.oci.\($0)" },
        services: ["ocir.io"] + OCIRegion.domains.sorted()
    )
    private static let identityKeys = ["instancePrincipal", "userPrincipal", "workloadIdentity", "authToken"]
    static let summary =
        "A token of Oracle Cloud Infrastructure Registry, one a registry host. Without keys the identity is the instance principal."
    static let keys: [SettingKey] = [
        .key("instancePrincipal", .mapping([]), "The machine's certificate."),
        .key(
            "userPrincipal",
            .mapping([
                .required("tenancyID", .text, "The tenancy's OCID."),
                .required("userID", .text, "The user's OCID."),
                .required(
                    "fingerprint",
                    .text,
                    "The fingerprint of the API key, pairs of hexadecimal digits with colons."
                ),
                .required("privateKey", .valueSource, "The private key in PEM."),
                .key("passphrase", .valueSource, "What opens the key."),
            ]),
            "A user's API signing key."
        ),
        .key(
            "workloadIdentity",
            .mapping([
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; without it the Pod's own.")
            ]),
            "The Pod's ServiceAccount on an enhanced OKE cluster."
        ),
        .key(
            "authToken",
            .mapping([
                .required("username", .valueSource, "The user name, with the tenancy's namespace."),
                .required("password", .valueSource, "The auth token."),
            ]),
            "A static token."
        ),
        .key("serviceAccount", .serviceAccount, "Another ServiceAccount of an enhanced OKE cluster than the Pod's."),
        .fromPod,
        .key(
            "region",
            .text,
            "Where an instance principal's security token is asked for, eu-frankfurt-1 or fra; without it the machine's metadata say."
        ),
        .key(
            "registries",
            .list(.text, mayBeEmpty: true),
            "Hosts such as fra.ocir.io; read from matchImages where these name them."
        ),
        .key("endpoint", .url, "The base URL of the registry."),
        .key("authEndpoint", .url, "The base URL of the token service."),
        .key("metadataEndpoint", .url, "The base URL of the metadata service, where it is not the well-known one."),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        authEndpoint = fields.endpoint("authEndpoint")
        metadataEndpoint = fields.endpoint("metadataEndpoint")
        region = Self.region(fields)
        scope.expectOracleHosts()
        let hosts = fields.registryHosts()
        // A static token is the same for every registry of the tenancy.
        registries = fields.has("authToken") ? hosts : scope.registries(named: hosts, kind: "ocir")
        let isUnambiguous = fields.atMostOne(of: Self.identityKeys)
        guard let identity = Self.identity(fields), isUnambiguous else { return nil }
        self.identity = identity
    }

    private static func region(_ fields: Fields) -> String? {
        guard let text = fields.string("region") else { return nil }
        if !OCIRegion(text).isPlausible {
            fields["region"]?.error(
                "\"\(text)\" is no region of Oracle's: write one such as eu-frankfurt-1, or its short name fra"
            )
        }
        let others = fields.keys(among: identityKeys.filter { $0 != "instancePrincipal" })
        if let other = others.first {
            fields["region"]?.warning(
                "has no effect with \(other): only an instance principal asks a service of its region"
            )
        }
        return text
    }

    private static func identity(_ fields: Fields) -> Identity? {
        if fields.hasAccount {
            fields.atMostOne(of: ["serviceAccount", "fromPod", "instancePrincipal", "userPrincipal", "authToken"])
            fields.fields("workloadIdentity")?.refuseTokenFile(isPod: fields.has("fromPod"))
            if fields.has("fromPod"), !fields.has("authEndpoint") {
                fields.error(
                    "has fromPod without authEndpoint: write https://<address of the cluster's API server>:12250, which Pods are told and nodes are not"
                )
            }
            return (fields.serviceAccount() ?? fields.fromPod(audience: OKEWorkload.audience))
                .map { .workloadIdentity(.serviceAccount($0)) }
        }
        if fields.has("userPrincipal") { return userPrincipal(fields).map(Identity.userPrincipal) }
        if fields.has("workloadIdentity") {
            return fields.fields("workloadIdentity")
                .map { .workloadIdentity($0.string("tokenFile").map(TokenOrigin.file)) }
        }
        if fields.has("authToken") {
            guard let inner = fields.fields("authToken") else { return nil }
            let username = inner.requiredValue("username")
            let password = inner.requiredValue("password")
            guard let username, let password else { return nil }
            return .authToken(username: username, password: password)
        }
        if fields.has("instancePrincipal"), fields.fields("instancePrincipal") == nil { return nil }
        return .instancePrincipal
    }

    private static func userPrincipal(_ fields: Fields) -> UserPrincipal? {
        guard let inner = fields.fields("userPrincipal") else { return nil }
        let tenancyID = inner.requiredString("tenancyID", "write the tenancy's OCID")
        let userID = inner.requiredString("userID", "write the user's OCID")
        let fingerprint = inner.requiredString("fingerprint", "write the fingerprint of the API key, aa:bb:…")
        let privateKey = inner.requiredValue("privateKey")
        let passphrase = inner.value("passphrase")
        guard let tenancyID, let userID, let fingerprint, let privateKey else { return nil }
        return UserPrincipal(
            tenancyID: tenancyID,
            userID: userID,
            fingerprint: fingerprint,
            privateKey: privateKey,
            passphrase: passphrase
        )
    }
}

extension OCIRSource {
    /// The same for the image's registry, for none where that is not among its own; an auth token is the same for all.
    func narrowed(to image: ImageReference) -> OCIRSource? {
        if case .authToken = identity { nil } else { narrowed(toRegistryOf: image) }
    }
}

extension OCIRSource {
    /// The ServiceAccount of the cluster, where it is not the Pod's.
    var serviceAccount: ServiceAccountUse? {
        if case .workloadIdentity(let origin) = identity { origin?.serviceAccount } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> OCIRSource {
        guard case .workloadIdentity(let origin?) = identity else { return self }
        var source = self
        source.identity = .workloadIdentity(origin.with(serviceAccount))
        return source
    }
}
