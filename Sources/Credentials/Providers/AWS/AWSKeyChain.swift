import Configuration
import Credentials

/// Finds the keys to sign with: the source of the configuration or AWS' default chain, and then the roles.
///
/// The default chain is that of AWS' SDKs, and the first that is there counts, even if it fails:
///
/// 1. `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` (and `AWS_SESSION_TOKEN`)
/// 2. `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`: IAM roles for ServiceAccounts (IRSA)
/// 3. the profile `AWS_PROFILE`, or `default` where there is one, of the shared files
/// 4. `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI`: ECS, EKS Pod Identity
/// 5. the role of the EC2 instance
struct AWSKeyChain: Sendable {
    let identity: AWSIdentity
    let service: AWSService
    /// The region of the service that the keys are for.
    let region: String

    var environment: AWSEnvironment { service.environment }
    var container: ContainerMetadata { ContainerMetadata(service: service) }
    var instance: InstanceMetadata {
        InstanceMetadata(
            service: service,
            endpoint: identity.metadataEndpoint,
            version1: switches.isMetadataV1Disabled ? .never : identity.fallsBackToMetadataV1 ? .always : .whereToldSo
        )
    }

    /// What the environment and the profile in use ask of all clients.
    var switches: AWSSwitches {
        var (name, file): (String?, String?) = (nil, nil)
        if case .profile(let named, let path) = identity.source { (name, file) = (named, path) }
        // Files that cannot be read are reported by whoever needs keys out of them.
        let profiles = try? profiles(file: file).0
        // So is a name that cannot be one.
        let profile = (try? environment.text("AWS_PROFILE", unless: name)) ?? "default"
        return AWSSwitches(environment, profile: profiles?[profile])
    }

    /// Reads all sources anew.
    func keys() async throws(CredentialError) -> AWSKeys {
        var roles = identity.roles[...]
        let first: AWSKeys
        var profileRegion: String?
        switch identity.source {
        case .keys(let accessKeyID, let secretAccessKey, let sessionToken):
            var token: SecretText?
            if let sessionToken { token = try await service.values.text(of: sessionToken, part: "sessionToken") }
            first = AWSKeys(
                accessKeyID: try await service.values.text(of: accessKeyID, part: "accessKeyID").reveal(),
                secretAccessKey: try await service.values.text(of: secretAccessKey, part: "secretAccessKey"),
                sessionToken: token,
                from: "\(accessKeyID)"
            )
        case .webIdentity(let path):
            guard let role = roles.popFirst() else {
                throw Place(identity: "webIdentityTokenFile \(path)")
                    .misconfigured("there is no role for it", fix: "write roleARN")
            }
            guard role.externalID == nil else {
                throw Place(identity: "role \(role.arn)").misconfigured(
                    "an external ID cannot be sent with a web identity token",
                    fix: "remove externalID; the trust policy of such a role looks at the token's sub and aud"
                )
            }
            first = try await sts().assume(roleARN: role.arn, withTokenOf: path)
        case .serviceAccount(let account):
            first = try await keys(of: account, role: roles.popFirst())
        case .profile(let name, let file):
            (first, profileRegion) = try await profileKeys(named: name, file: file)
        case .defaultChain:
            (first, profileRegion) = try await defaultKeys()
            // The role of IRSA that is also written as roleARN: it is assumed already, and may not be allowed to assume itself.
            if let role = roles.first, role.externalID == nil, first.identity == "role \(role.arn)" {
                roles.removeFirst()
            }
        }
        var keys = first
        let sts = try sts(profileRegion)
        for role in roles { keys = try await sts.assume(role, with: keys) }
        return keys
    }

    /// The STS of the region that the environment or the profile names, unless that is in another partition than the service.
    func sts(_ profileRegion: String? = nil, sessionName: String? = nil) throws(CredentialError) -> STSClient {
        let named = try environment.region() ?? profileRegion
        let isNear = named.map { AWSPartition(region: $0) == AWSPartition(region: region) } ?? false
        return STSClient(
            service: service,
            endpoint: identity.stsEndpoint,
            region: isNear ? named ?? region : region,
            variant: switches.variant,
            sessionName: try environment.text("AWS_ROLE_SESSION_NAME", unless: identity.roleSessionName ?? sessionName)
                ?? "pullpass"
        )
    }

    // MARK: The default chain

    private func defaultKeys() async throws(CredentialError) -> (AWSKeys, region: String?) {
        if let keys = try environmentKeys() { return (keys, nil) }
        if let path = try environment.path("AWS_WEB_IDENTITY_TOKEN_FILE") {
            guard let role = try environment.text("AWS_ROLE_ARN") ?? identity.roles.first?.arn else {
                throw Place(identity: "AWS_WEB_IDENTITY_TOKEN_FILE").misconfigured(
                    "it is set without AWS_ROLE_ARN",
                    fix: "annotate the ServiceAccount with eks.amazonaws.com/role-arn, or write roleARN"
                )
            }
            return (try await sts().assume(roleARN: role, withTokenOf: path), nil)
        }
        let (profiles, place) = try profiles(file: nil)
        let profile = try environment.text("AWS_PROFILE")
        if profile != nil || profiles["default"] != nil {
            if let found = try await keys(ofProfile: profile ?? "default", profiles, place) {
                return found
            }
        }
        if container.isConfigured { return (try await container.keys(), nil) }
        guard !instance.isDisabled else {
            throw Place(identity: "AWS' default chain").misconfigured(
                "there are no keys in the environment, no web identity, no profile and no container credentials, "
                    + "and AWS_EC2_METADATA_DISABLED is true",
                fix: "give Pullpass' ServiceAccount a role (Pod Identity, IRSA) or write keys below credentials"
            )
        }
        return (try await instance.keys(), nil)
    }

    /// Finds keys that cannot be meant, before they are sent: an ID goes over the wire as it is.
    private static func check(_ id: String, _ secret: String) throws(CredentialError) {
        let place = Place(identity: "keys of the environment")
        for (name, value) in [("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", secret)] {
            guard let first = value.first, value.utf8.count > 1, first == value.last, "\"'".contains(first) else {
                continue
            }
            throw Place(identity: "environment variable \(name)").misconfigured(
                "it has quotes around it, which are part of the value",
                fix: "write it without"
            )
        }
        guard ["AKIA", "ASIA"].contains(where: secret.hasPrefix), secret.utf8.count == 20, id.utf8.count == 40 else {
            return
        }
        throw place.misconfigured(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have each other's value",
            fix: "exchange them"
        )
    }

    func environmentKeys() throws(CredentialError) -> AWSKeys? {
        switch (try environment.text("AWS_ACCESS_KEY_ID"), try environment.text("AWS_SECRET_ACCESS_KEY")) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            try Self.check(id, secret)
            return AWSKeys(
                accessKeyID: id,
                secretAccessKey: SecretText(secret),
                sessionToken: try environment.text("AWS_SESSION_TOKEN").map { SecretText($0) },
                from: "environment variable AWS_ACCESS_KEY_ID"
            )
        case (let id, _):
            throw Place(identity: "keys of the environment").misconfigured(
                "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set",
                fix: "set \(id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY") too, or neither"
            )
        }
    }
}
