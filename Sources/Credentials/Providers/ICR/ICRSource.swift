import Configuration

/// `icr`: IBM Cloud Container Registry.
///
/// | key | value |
/// |---|---|
/// | `apiKey` | a ``ValueSource``; used as it is (user `iamapikey`) |
/// | `exchange` | `true` to exchange the key for an IAM token of one hour instead (user `iambearer`) |
/// | `trustedProfile` | `{ id or name, tokenFile }`: an IAM token for a projected ServiceAccount token |
/// | `endpoint` | base URL of the IAM service |
struct ICRSource: CredentialSource {
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
        /// A trusted profile and the path of the token that proves it.
        case trustedProfile(Profile, tokenFile: String)
    }

    /// Who asks.
    let identity: Identity
    /// The base URL of the IAM service; nil for IBM's own.
    let endpoint: Endpoint?

    static let kind = "icr"
    static let keys = ["apiKey", "exchange", "trustedProfile", "endpoint"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let exchange = fields["exchange"]?.bool() ?? false
        switch (fields.has("apiKey"), fields.has("trustedProfile")) {
        case (true, false):
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
        guard let inner = fields.fields("trustedProfile", keys: ["id", "name", "tokenFile"]) else { return nil }
        let tokenFile = inner.requiredString("tokenFile", "write the path of a projected ServiceAccount token")
        guard inner.has("id") != inner.has("name") else {
            inner.error("must have exactly one of id and name")
            return nil
        }
        let profile = inner.string("id").map(Profile.id) ?? inner.string("name").map(Profile.name)
        guard let profile, let tokenFile else { return nil }
        return .trustedProfile(profile, tokenFile: tokenFile)
    }
}
