import Configuration

/// `icr`: IBM Cloud Container Registry.
struct ICRSource: ServiceAccountSource {
    /// A trusted profile is named by its ID or its name.
    enum Profile: Sendable, Hashable {
        /// By its ID.
        case id(String)
        /// By its name.
        case name(String)
    }

    /// Who asks.
    enum Identity: Sendable, Hashable {
        /// An API key, with or without an exchange for an IAM token.
        case apiKey(ValueSource, isExchanged: Bool)
        /// A trusted profile and the token that proves it.
        case trustedProfile(Profile, token: TokenOrigin)
    }

    /// Who asks.
    private(set) var identity: Identity
    /// The base URL of the IAM service; nil for IBM's own.
    let endpoint: Endpoint?

    /// The audience that IBM expects of compute resources.
    static let audience = "iam"

    static let kind = "icr"
    /// The global and the regional ones, each for private networks, too.
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["icr.io", "*.icr.io", "*.*.icr.io"],
        services: ["ibm.com", "icr.io"]
    )
    static let summary = "IBM Cloud Container Registry."
    static let keys: [SettingKey] = [
        .key("apiKey", .valueSource, "An API key, used as it is (user iamapikey), or trustedProfile."),
        .key(
            "exchange",
            .boolean,
            default: .bool(false),
            "Whether the key is exchanged for an IAM token of one hour instead (user iambearer)."
        ),
        .key(
            "trustedProfile",
            .mapping([
                .key("id", .text, "The profile's ID, or name."),
                .key("name", .text, "The profile's name, or id."),
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; not beside serviceAccount."),
            ]),
            "An IAM token for a ServiceAccount's token, or apiKey."
        ),
        .key(
            "serviceAccount",
            .serviceAccount,
            "Beside trustedProfile, in place of its tokenFile: another ServiceAccount."
        ),
        .fromPod,
        .key("endpoint", .url, "The base URL of the IAM service."),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let exchange = fields["exchange"]?.bool() ?? false
        switch (fields.has("apiKey"), fields.has("trustedProfile")) {
        case (true, false):
            if let account = fields.keys(among: ["serviceAccount", "fromPod"]).first {
                fields.error("has \(account) and apiKey: write \(account) beside a trustedProfile")
            }
            guard let key = fields.value("apiKey") else { return nil }
            identity = .apiKey(key, isExchanged: exchange)
        case (false, true):
            guard let profile = Self.trustedProfile(fields) else { return nil }
            identity = profile
        default:
            fields.error("must have exactly one of apiKey and trustedProfile")
            return nil
        }
    }

    private static func trustedProfile(_ fields: Fields) -> Identity? {
        guard let inner = fields.fields("trustedProfile") else { return nil }
        let account = fields.serviceAccount() ?? fields.fromPod(audience: audience)
        let token = fields.tokenOrigin(below: inner, account)
        guard inner.has("id") != inner.has("name") else {
            inner.error("must have exactly one of id and name")
            return nil
        }
        let profile = inner.string("id").map(Profile.id) ?? inner.string("name").map(Profile.name)
        guard let profile, let token else { return nil }
        return .trustedProfile(profile, token: token)
    }
}

extension ICRSource {
    /// The ServiceAccount that the profile trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .trustedProfile(_, let token) = identity { token.serviceAccount } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> ICRSource {
        guard case .trustedProfile(let profile, let token) = identity else { return self }
        var source = self
        source.identity = .trustedProfile(profile, token: token.with(serviceAccount))
        return source
    }
}
