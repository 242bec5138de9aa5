import Configuration
import Credentials
import HTTP
import HTTPClient
import Text

/// The two calls of AWS' Security Token Service that give temporary keys.
///
/// A region's own service is asked, never the global one: it is what VPC endpoints offer, and all that other partitions have.
struct STSClient: Sendable {
    let service: AWSService
    let endpoint: Endpoint?
    let region: String
    let variant: AWSVariant
    /// Under which name the roles are assumed.
    let sessionName: String

    /// A role for an identity that has keys.
    func assume(
        _ role: AWSIdentity.Role,
        with keys: AWSKeys,
        sessionName: String? = nil,
        life: Duration? = nil
    ) async throws(CredentialError) -> AWSKeys {
        var form = [("RoleArn", role.arn), ("RoleSessionName", try checked(sessionName))]
        if let externalID = role.externalID { form.append(("ExternalId", externalID)) }
        if let life { form.append(("DurationSeconds", "\(life.components.seconds)")) }
        return try await ask(
            action: "AssumeRole",
            form,
            call: .assumeRole(arn: role.arn, hasExternalID: role.externalID != nil),
            arn: role.arn,
            identity: "\(keys.identity), for role \(role.arn)",
            signature: SigV4(keys: keys, region: region, service: "sts")
        )
    }

    /// A role for whoever has the token in a file, which is read anew.
    func assume(
        roleARN: String,
        withTokenOf path: String,
        sessionName: String? = nil
    ) async throws(CredentialError) -> AWSKeys {
        let token = try await ServiceAccountToken(
            file: path,
            part: "web identity token",
            values: service.values,
            now: service.clock.now()
        )
        return try await assume(
            roleARN: roleARN,
            with: token,
            call: .webIdentity(arn: roleARN, token: "file \(path)"),
            identity: "web identity token from file \(Printable.path(path)), for role \(roleARN)",
            sessionName: sessionName
        )
    }

    /// A role for whoever has a token.
    func assume(
        roleARN: String,
        with token: ServiceAccountToken,
        call: AWSCall,
        identity: String,
        sessionName: String? = nil
    ) async throws(CredentialError) -> AWSKeys {
        try await ask(
            action: "AssumeRoleWithWebIdentity",
            [
                ("RoleArn", roleARN), ("RoleSessionName", try checked(sessionName)),
                ("WebIdentityToken", token.text.reveal()),
            ],
            call: call,
            arn: roleARN,
            identity: identity,
            // The token is all that AWS asks for.
            signature: nil,
            secrets: [token.text],
            proof: token.claims
        )
    }

    private func checked(_ name: String?) throws(CredentialError) -> String {
        let name = name ?? sessionName
        let others = Array("_+=,.@-".utf8)
        let isName =
            (2...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
                    || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || others.contains($0)
            }
        guard isName else {
            throw Place(identity: "role session name \(Printable.text(name))").misconfigured(
                "AWS takes no such name",
                fix: "write 2 to 64 letters, digits or _+=,.@- as roleSessionName"
            )
        }
        return name
    }

    private func ask(
        action: String,
        _ form: [(String, String)],
        call: AWSCall,
        arn: String,
        identity: String,
        signature: SigV4?,
        secrets: [SecretText] = [],
        proof: TokenClaims? = nil
    ) async throws(CredentialError) -> AWSKeys {
        // It may come from a variable or a profile, and becomes part of a host.
        let isRegion = region.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                || $0 == UInt8(ascii: "-")
        }
        guard isRegion else {
            throw Place(identity: "region \(Printable.text(region))").misconfigured(
                "AWS has none of that form",
                fix: "correct AWS_REGION, AWS_DEFAULT_REGION or the region of the profile"
            )
        }
        let url = try service.url(endpoint, host: AWSHost.sts(region: region, variant))
        var fields = HTTPFields()
        fields.append(name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8")
        let request = HTTPClientRequest(
            .post,
            url,
            fields: fields,
            body: Array(PercentEncoding.form([("Action", action), ("Version", "2011-06-15")] + form).utf8)
        )
        let response = try await service.send(
            request,
            call: call,
            identity: identity,
            signature: signature,
            secrets: secrets,
            proof: proof
        )
        let answer = XMLElements(response.body)
        func text(_ name: String) throws(CredentialError) -> String {
            guard let text = answer?["\(action)Response/\(action)Result/Credentials/\(name)"], !text.isEmpty else {
                throw CredentialError(
                    .unavailable,
                    identity: identity,
                    endpoint: url.withoutQuery,
                    reason: "the answer cannot be read: \(answer == nil ? "it is not XML" : "there is no \(name)")",
                    fix: "look whether a proxy or another service answers there"
                )
            }
            return text
        }
        return AWSKeys(
            accessKeyID: try text("AccessKeyId"),
            secretAccessKey: SecretText(try text("SecretAccessKey")),
            sessionToken: SecretText(try text("SessionToken")),
            identity: "role \(arn)"
        )
    }
}
