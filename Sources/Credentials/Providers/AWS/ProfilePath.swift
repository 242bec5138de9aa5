import Configuration
import Credentials
import Text

/// The way from the first keys to those of a profile: who has keys of its own, and the roles to assume with them in order.
struct ProfilePath: Sendable {
    /// Who has keys of its own.
    enum Start: Sendable {
        case keys(AWSKeys)
        case webIdentity(roleARN: String, tokenFile: String, sessionName: String?)
        case process(String)
        case environment
        case instance
        case container
        /// The profile says nothing of it.
        case nobody
    }

    /// A role of a profile.
    struct Step: Sendable {
        let role: AWSIdentity.Role
        let sessionName: String?
        let life: Duration?
    }

    let start: Start
    let steps: [Step]

    /// Follows `source_profile` from a profile.
    ///
    /// - Throws: `.misconfigured` when a profile is missing, leads in a circle, or needs a person.
    init(to name: String, in profiles: SharedProfiles, place: Place) throws(CredentialError) {
        var steps: [Step] = []
        var visited: Set<String> = []
        var name = name
        while true {
            let place = Place(identity: "profile \(Printable.text(name)) of \(place.identity)")
            guard let profile = profiles[name] else {
                throw place.misconfigured("there is no such profile", fix: "add it or correct its name")
            }
            try ProfileCheck.check(profile, place)
            let isFirst = visited.isEmpty
            visited.insert(name)
            // Behind another profile, keys outweigh a role; in the first one, the role is what is wanted.
            let isRole = profile["role_arn"] != nil && profile["web_identity_token_file"] == nil
            guard isRole, isFirst || profile["aws_access_key_id"] == nil else {
                start = try Self.start(profile, place)
                break
            }
            steps.insert(try Self.step(profile, place), at: 0)
            switch (profile["source_profile"], profile["credential_source"]) {
            case (let source?, nil):
                if source == name {
                    start = try Self.keys(profile, place).map { .keys($0) } ?? .nobody
                    if case .nobody = start { throw Self.circle(place) }
                    self.steps = steps
                    return
                }
                guard !visited.contains(source) else { throw Self.circle(place) }
                name = source
                continue
            case (nil, let source?): start = try Self.start(source: source, place)
            default:
                throw place.misconfigured(
                    "it has a role_arn and not exactly one of source_profile and credential_source",
                    fix: "say with which of them whose keys the role is assumed"
                )
            }
            break
        }
        self.steps = steps
    }

    private static func circle(_ place: Place) -> CredentialError {
        place.misconfigured("its source_profile leads in a circle", fix: "name a profile that has keys of its own")
    }

    private static func step(_ profile: [String: String], _ place: Place) throws(CredentialError) -> Step {
        guard profile["mfa_serial"] == nil else {
            throw place.misconfigured(
                "it has an mfa_serial, and nobody is there to type a code",
                fix: "use an identity without MFA for Pullpass"
            )
        }
        return Step(
            role: AWSIdentity.Role(arn: profile["role_arn"] ?? "", externalID: profile["external_id"]),
            sessionName: profile["role_session_name"],
            life: profile["duration_seconds"].flatMap { Int($0) }.map { .seconds($0) }
        )
    }

    private static func start(source: String, _ place: Place) throws(CredentialError) -> Start {
        switch source.lowercased() {
        case "environment": return .environment
        case "ec2instancemetadata": return .instance
        case "ecscontainer": return .container
        default:
            throw place.misconfigured(
                "its credential_source \(Printable.text(source)) is not known",
                fix: "write Environment, Ec2InstanceMetadata or EcsContainer"
            )
        }
    }

    private static func start(_ profile: [String: String], _ place: Place) throws(CredentialError) -> Start {
        if let keys = try keys(profile, place) { return .keys(keys) }
        if let path = profile["web_identity_token_file"] {
            guard let role = profile["role_arn"] else {
                throw place.misconfigured(
                    "it has a web_identity_token_file and no role_arn",
                    fix: "write the ARN of the role that the token is for"
                )
            }
            return .webIdentity(roleARN: role, tokenFile: path, sessionName: profile["role_session_name"])
        }
        for key in ["sso_session", "sso_start_url", "login_session"] where profile[key] != nil {
            throw place.misconfigured(
                "it has \(key), which needs a person and a browser",
                fix: "use keys, a role, web identity or credential_process for Pullpass"
            )
        }
        return profile["credential_process"].map { .process($0) } ?? .nobody
    }

    private static func keys(_ profile: [String: String], _ place: Place) throws(CredentialError) -> AWSKeys? {
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (nil, nil): return nil
        case (let id?, let secret?) where !id.isEmpty && !secret.isEmpty:
            return AWSKeys(
                accessKeyID: id,
                secretAccessKey: SecretText(secret),
                sessionToken: profile["aws_session_token"].flatMap { $0.isEmpty ? nil : SecretText($0) },
                from: place.identity
            )
        default:
            throw place.misconfigured(
                "its keys are incomplete",
                fix: "write both aws_access_key_id and aws_secret_access_key"
            )
        }
    }
}
