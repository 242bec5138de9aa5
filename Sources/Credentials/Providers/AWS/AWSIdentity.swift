import Configuration

/// Who asks AWS for a token; without any key, whoever the default chain finds (environment, web identity, shared files,
/// container and Pod identity, instance metadata).
struct AWSIdentity: Sendable, Hashable {
    /// A role to assume.
    struct Role: Sendable, Hashable {
        /// `arn:aws:iam::123456789012:role/name`.
        let arn: String
        /// The external ID that the role's trust policy asks for.
        let externalID: String?

        /// Describes a role.
        init(arn: String, externalID: String? = nil) {
            self.arn = arn
            self.externalID = externalID
        }
    }

    /// Where the first credentials come from.
    enum Source: Sendable, Hashable {
        /// The default chain.
        case defaultChain
        /// An access key.
        case keys(accessKeyID: ValueSource, secretAccessKey: ValueSource, sessionToken: ValueSource?)
        /// A profile of the shared files; nil for the default name and the default file.
        case profile(name: String?, file: String?)
        /// A token that STS exchanges for the first role.
        case webIdentity(tokenFile: String)
        /// A token of another ServiceAccount, or of the Pod's, which STS exchanges for the first role, or for that of its annotation.
        case serviceAccount(ServiceAccountUse)
    }

    /// Where the first credentials come from.
    private(set) var source: Source
    /// The roles to assume, in order; the last one is `roleARN`.
    let roles: [Role]
    /// The name under which the roles are assumed; nil for `pullpass`.
    let roleSessionName: String?
    /// The base URL of STS; nil for the region's own.
    let stsEndpoint: Endpoint?
    /// The base URL of the instance metadata service; nil for the well-known one.
    let metadataEndpoint: Endpoint?
    /// Whether version 1 of the instance metadata service is used wherever version 2 brings no session.
    let fallsBackToMetadataV1: Bool

    /// The annotation of IAM roles for ServiceAccounts (IRSA), as EKS' webhook reads it.
    static let roleAnnotation = "eks.amazonaws.com/role-arn"
    /// The audience that AWS expects unless somebody chose another.
    static let audience = "sts.amazonaws.com"

    static let keys: [SettingKey] = [
        .key("accessKeyID", .valueSource, "The ID of a static access key; goes with secretAccessKey."),
        .key("secretAccessKey", .valueSource, "The secret of a static access key; goes with accessKeyID."),
        .key("sessionToken", .valueSource, "The session token of temporary static keys."),
        .key("profile", .text, "A profile of the shared files."),
        .key(
            "sharedCredentialsFile",
            .file,
            "The path of the shared credentials file, where it is not the default one."
        ),
        .key(
            "webIdentityTokenFile",
            .file,
            "The path of a projected ServiceAccount token, which STS exchanges for the role of roleARN."
        ),
        .key(
            "serviceAccount",
            .serviceAccount,
            "Another ServiceAccount, whose token STS exchanges for the role of roleARN or of its annotation (IRSA)."
        ),
        .fromPod,
        .key("roleARN", .text, "The ARN of a role to assume with the identity above."),
        .key("externalID", .text, "The external ID that the trust policy of roleARN asks for."),
        .key("roleSessionName", .text, "The name under which roles are assumed; without it pullpass."),
        .key(
            "roleChain",
            .list(
                .mapping([
                    .required("roleARN", .text, "The ARN of the role."),
                    .key("externalID", .text, "The external ID that its trust policy asks for."),
                ]),
                mayBeEmpty: true
            ),
            "Roles to assume before roleARN, in order."
        ),
        .key("stsEndpoint", .url, "The base URL of STS, where it is not the region's own."),
        .key(
            "metadataEndpoint",
            .url,
            "The base URL of the instance metadata service, where it is not the well-known one."
        ),
        .key(
            "metadataV1",
            .boolean,
            default: .bool(false),
            "Whether an instance's metadata service is asked without a session where it gives none, as AWS' SDKs do."
        ),
    ]

    init(_ fields: Fields) {
        source = Self.source(fields)
        roles = Self.roles(fields)
        roleSessionName = fields.string("roleSessionName")
        stsEndpoint = fields.endpoint("stsEndpoint")
        metadataEndpoint = fields.endpoint("metadataEndpoint")
        fallsBackToMetadataV1 = fields["metadataV1"]?.bool() ?? false
        if case .webIdentity = source, !fields.has("roleARN"), !fields.has("roleChain") {
            fields.error("has webIdentityTokenFile without roleARN: write the role that the token is for")
        }
    }

    /// Whoever the default chain finds.
    init(metadataEndpoint: Endpoint?) {
        source = .defaultChain
        roles = []
        roleSessionName = nil
        stsEndpoint = nil
        self.metadataEndpoint = metadataEndpoint
        fallsBackToMetadataV1 = false
    }

    private static func source(_ fields: Fields) -> Source {
        let accessKeyID = fields.value("accessKeyID")
        let secretAccessKey = fields.value("secretAccessKey")
        let sessionToken = fields.value("sessionToken")
        let profile = fields.string("profile")
        let file = fields.string("sharedCredentialsFile")
        let tokenFile = fields.string("webIdentityTokenFile")
        let hasKeys = fields.has("accessKeyID") || fields.has("secretAccessKey") || fields.has("sessionToken")
        let hasProfile = fields.has("profile") || fields.has("sharedCredentialsFile")
        if hasKeys, !fields.has("accessKeyID") || !fields.has("secretAccessKey") {
            fields.error(
                "static keys are incomplete: write accessKeyID and secretAccessKey (and sessionToken for temporary keys)"
            )
        }
        let isRoleStated = fields.has("roleARN") || fields.has("roleChain")
        let account =
            fields.serviceAccount()
            ?? fields.fromPod(
                audience: audience,
                settings: [PodSetting(.role, standard: roleAnnotation, isStated: isRoleStated)]
            )
        let given = [hasKeys, hasProfile, fields.has("webIdentityTokenFile"), fields.hasAccount]
        if given.filter({ $0 }).count > 1 {
            let accounts = fields.keys(among: ["serviceAccount", "fromPod"])
            let others =
                accounts.isEmpty
                ? "a profile or webIdentityTokenFile" : "a profile, webIdentityTokenFile or \(accounts.alternatives)"
            fields.error("has several sources: write static keys, \(others), or none for the default chain")
        }
        if let account { return .serviceAccount(account) }
        if let accessKeyID, let secretAccessKey {
            return .keys(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
        }
        if let tokenFile { return .webIdentity(tokenFile: tokenFile) }
        return hasProfile ? .profile(name: profile, file: file) : .defaultChain
    }

    private static func roles(_ fields: Fields) -> [Role] {
        var roles: [Role] = []
        for entry in fields["roleChain"]?.list() ?? [] {
            guard let inner = Fields(entry, isConfidential: true) else { continue }
            _ = inner.required("roleARN", "write the ARN of the role")
            if let role = role(inner) { roles.append(role) }
        }
        if fields.has("externalID"), !fields.has("roleARN") {
            fields.error("has externalID without roleARN: an external ID belongs to a role that is assumed")
        }
        if let role = role(fields) { roles.append(role) }
        return roles
    }

    private static func role(_ fields: Fields) -> Role? {
        let externalID = fields.string("externalID")
        guard let field = fields["roleARN"], let arn = field.string() else { return nil }
        guard AWSNames.isRole(arn) else {
            field.error("is no ARN of a role: write arn:aws:iam::<12 digits>:role/<name>")
            return nil
        }
        return Role(arn: arn, externalID: externalID)
    }
}

extension AWSIdentity: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            settings: [
                ("source", source), ("roles", roles), ("roleSessionName", roleSessionName as Any),
                ("stsEndpoint", stsEndpoint as Any), ("metadataEndpoint", metadataEndpoint as Any),
            ],
            later: [("metadataV1", fallsBackToMetadataV1 ? true : nil)]
        )
    }
}

/// How AWS spells things.
enum AWSNames {
    static func isAccountID(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy(\.isASCIIDigit)
    }

    /// Whether a text is shaped like the ARN of a role.
    static func isRole(_ arn: String) -> Bool {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0] == "arn" && parts[1].hasPrefix("aws") && parts[2] == "iam"
            && isAccountID(String(parts[4])) && parts[5].hasPrefix("role/") && parts[5].count > 5
    }

    /// Whether a text is shaped like a region: `us-east-1`, `us-gov-west-1`.
    static func isRegion(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, !number.isEmpty, number.allSatisfy(\.isASCIIDigit) else {
            return false
        }
        return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit } }
    }
}

extension AWSIdentity {
    /// The ServiceAccount that the first role trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .serviceAccount(let account) = source { account } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> AWSIdentity {
        guard case .serviceAccount = source else { return self }
        var identity = self
        identity.source = .serviceAccount(serviceAccount)
        return identity
    }
}
