import Configuration
import Credentials
import FoundationEssentials
import HTTP
import HTTPClient
import Text

/// Keys of the role of an EC2 instance, from its metadata service (IMDSv2).
///
/// Version 1, without a session, is only used where the service has no sessions (403, 404 or 405 for one), and with `metadataV1: true`
/// wherever none comes, but for a 400. `AWS_EC2_METADATA_V1_DISABLED` forbids both. A Pod behind a hop limit of 1 hears no answer to its wish for
/// a session and would hear one without: who opens that to Pullpass opens it to every Pod of the node, hence the option.
///
/// | failure | kind |
/// |---|---|
/// | `AWS_EC2_METADATA_DISABLED` is `true` | misconfigured |
/// | no answer: not on EC2, blocked, or the hop limit is 1 | unavailable |
/// | 404 for the role: the instance has none | misconfigured |
/// | another 4xx, a `Code` that is not `Success` | refused |
/// | 5xx, 429, an answer without keys | unavailable |
struct InstanceMetadata: Sendable {
    /// When the service is asked without a session.
    enum Version1: Sendable, Hashable {
        case never
        /// Where it says itself that it has no sessions.
        case whereToldSo
        /// Wherever no session comes, as in AWS' SDKs.
        case always
    }

    let service: AWSService
    let endpoint: Endpoint?
    let version1: Version1

    private static let identity = "role of the EC2 instance"
    private static let rolePath = "/latest/meta-data/iam/security-credentials/"

    var isDisabled: Bool { service.environment.isTrue("AWS_EC2_METADATA_DISABLED") }

    func keys() async throws(CredentialError) -> AWSKeys {
        guard !isDisabled else {
            throw Place(identity: Self.identity).misconfigured(
                "AWS_EC2_METADATA_DISABLED is true",
                fix: "remove the variable, or give another identity (Pod Identity, IRSA, keys)"
            )
        }
        let session = try await session()
        let answer = try await get(Self.rolePath, session: session)
        let lines = String(decoding: answer.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard answer.status != 404, let role = lines.first, isRoleName(role) else {
            if answer.status == 200, !lines.isEmpty {
                throw unreadable("what it says is no name of a role")
            }
            throw CredentialError(
                answer.status == 200 ? .unavailable : .misconfigured,
                identity: Self.identity,
                endpoint: try url(Self.rolePath).withoutQuery,
                reason: "the instance has no role",
                fix: "attach an instance profile to it, or give another identity (Pod Identity, IRSA, keys)"
            )
        }
        let response = try await get(Self.rolePath + PercentEncoding.encode(String(role)), session: session)
        return try keys(response, role: String(role))
    }

    private func keys(_ response: HTTPClientResponse, role: String) throws(CredentialError) -> AWSKeys {
        struct State: Decodable {
            let code: String?
            private enum CodingKeys: String, CodingKey { case code = "Code" }
        }
        let endpoint = try url(Self.rolePath).withoutQuery
        let identity = "role \(role) of the EC2 instance"
        if let code = (try? JSONDecoder().decode(State.self, from: Data(response.body)))?.code, code != "Success" {
            throw CredentialError(
                .refused,
                identity: identity,
                endpoint: endpoint,
                code: Printable.text(code),
                reason: "EC2 has no keys for it",
                fix: "look at the trust policy of the role: ec2.amazonaws.com must be allowed to assume it"
            )
        }
        return try ProviderAnswer.decode(
            AWSKeysDocument.self,
            from: response.body,
            identity: identity,
            endpoint: endpoint
        ).keys(from: identity)
    }

    // MARK: Requests

    /// The session of version 2; nil where the service has none.
    private func session() async throws(CredentialError) -> SecretText? {
        var fields = HTTPFields()
        fields.append(name: "X-aws-ec2-metadata-token-ttl-seconds", value: "300")
        let url = try url("/latest/api/token")
        let response: HTTPClientResponse
        do {
            response = try await service.client.send(
                HTTPClientRequest(.put, url, fields: fields),
                identity: Self.identity,
                timeouts: ProviderClient.metadataTimeouts
            )
        } catch {
            if version1 == .always { return nil }
            throw CredentialError(
                .unavailable,
                identity: Self.identity,
                endpoint: url.withoutQuery,
                reason: error.reason,
                // An answer that has to go one hop too far never comes.
                fix:
                    "in a Pod on EC2, set the hop limit of the instance to 2 (aws ec2 modify-instance-metadata-options "
                    + "--http-put-response-hop-limit 2; a kubelet's plugin needs none); elsewhere, use Pod Identity, IRSA, fromPod or keys"
            )
        }
        switch response.status {
        case 200:
            let token = String(decoding: response.body, as: UTF8.self)
            // It goes back in a field line; and a page of a proxy is none.
            guard let first = token.first, !"<{[".contains(first), token.utf8.count <= 4096,
                token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                throw unreadable("what it says is no session token", path: "/latest/api/token")
            }
            return SecretText(token)
        case 403, 404, 405:
            if version1 == .never { throw refusal(response, url) }
            return nil
        // It is there, and does not like what it was asked: so the SDKs give up, too.
        case 400: throw refusal(response, url)
        default:
            if version1 == .always { return nil }
            throw refusal(response, url)
        }
    }

    private func get(_ path: String, session: SecretText?) async throws(CredentialError) -> HTTPClientResponse {
        let url = try url(path)
        var fields = HTTPFields()
        if let session { fields.append(name: "X-aws-ec2-metadata-token", value: session.reveal()) }
        let response = try await service.client.send(
            HTTPClientRequest(.get, url, fields: fields),
            identity: Self.identity,
            timeouts: ProviderClient.metadataTimeouts
        )
        guard response.status == 200 || (response.status == 404 && path == Self.rolePath) else {
            throw refusal(response, url)
        }
        return response
    }

    private func refusal(_ response: HTTPClientResponse, _ url: HTTPURL) -> CredentialError {
        let isRefusal = (400..<500).contains(response.status) && response.status != 429
        return CredentialError(
            isRefusal ? .refused : .unavailable,
            identity: Self.identity,
            endpoint: url.withoutQuery,
            reason: "the answer is status \(response.status)",
            fix: isRefusal ? "enable the instance's metadata service, or give another identity" : nil,
            retryAfter: response.fields.retryAfter(atMost: ProviderAnswer.longestPause)
        )
    }

    private func unreadable(_ reason: String, path: String = Self.rolePath) -> CredentialError {
        CredentialError(
            .unavailable,
            identity: Self.identity,
            endpoint: (try? url(path))?.withoutQuery,
            reason: "the answer cannot be read: \(reason)"
        )
    }

    private func isRoleName(_ name: Substring) -> Bool {
        let others = Array("+=,.@_-".utf8)
        return (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
                    || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || others.contains($0)
            }
    }

    private func url(_ path: String) throws(CredentialError) -> HTTPURL {
        let environment = service.environment
        if endpoint == nil, let named = try environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT") {
            let base = named.hasSuffix("/") ? String(named.dropLast()) : named
            return try AWSService.url(base + path, identity: "AWS_EC2_METADATA_SERVICE_ENDPOINT")
        }
        let isIPv6 = try environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        let base = endpoint?.description ?? (isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        return try AWSService.url(base + path, identity: "metadataEndpoint \(base)")
    }
}
