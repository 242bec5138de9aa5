import Configuration
import Credentials
import HTTP
import HTTPClient

/// Keys of EKS Pod Identity and of ECS tasks: an agent that `AWS_CONTAINER_CREDENTIALS_FULL_URI` or `…_RELATIVE_URI` names.
///
/// | failure | kind |
/// |---|---|
/// | the variable names a host that AWS' agents do not have, over http | misconfigured |
/// | the token file is missing, empty or has a line break | misconfigured |
/// | 4xx | refused: the ServiceAccount or task has no role |
/// | no answer, 5xx, 429, an answer without keys | unavailable |
struct ContainerMetadata: Sendable {
    let service: AWSService

    /// Whether the environment speaks of such an agent.
    var isConfigured: Bool {
        environment.has("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            || environment.has("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    }

    private var environment: AWSEnvironment { service.environment }

    /// ECS, EKS Pod Identity and the latter over IPv6: what plain http may be spoken with, besides this machine.
    private static let agents = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

    func keys() async throws(CredentialError) -> AWSKeys {
        let url = try url()
        let identity = Self.isPodIdentity(url) ? "EKS Pod Identity" : "container credentials"
        var fields = HTTPFields()
        if let token = try await authorization() { fields.append(name: "Authorization", value: token.reveal()) }
        let response = try await service.client.send(
            HTTPClientRequest(.get, url, fields: fields),
            identity: identity,
            timeouts: ProviderClient.metadataTimeouts
        )
        guard response.status == 200 else {
            let isRefusal = (400..<500).contains(response.status) && response.status != 429
            throw CredentialError(
                isRefusal ? .refused : .unavailable,
                identity: identity,
                endpoint: url.withoutQuery,
                reason: "the answer is status \(response.status)",
                fix: isRefusal
                    ? "give the ServiceAccount of Pullpass a role (aws eks create-pod-identity-association), or the task one"
                    : nil,
                retryAfter: response.fields.retryAfter(atMost: ProviderAnswer.longestPause)
            )
        }
        return try ProviderAnswer.decode(
            AWSKeysDocument.self,
            from: response.body,
            identity: identity,
            endpoint: url.withoutQuery
        ).keys(from: identity)
    }

    private static func isPodIdentity(_ url: HTTPURL) -> Bool { ["169.254.170.23", "fd00:ec2::23"].contains(url.host) }

    private func url() throws(CredentialError) -> HTTPURL {
        if let path = try environment.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            let place = Place(identity: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            // Without the slash, the rest could be another host.
            guard path.hasPrefix("/") else {
                throw place.misconfigured(
                    "it does not start with /",
                    fix: "write a path, or the other variable with a URL"
                )
            }
            return try AWSService.url("http://169.254.170.2\(path)", identity: place.identity)
        }
        let name = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        let url = try AWSService.url(environment.text(name) ?? "", identity: name)
        guard url.scheme == .https || Self.agents.contains(url.host) || url.isLoopback else {
            throw Place(identity: name).misconfigured(
                "it names \(url.host), to which a token would go unencrypted",
                fix: "use https, or the address of an agent on this node (\(Self.agents.joined(separator: ", ")))"
            )
        }
        return url
    }

    /// What the agent wants to see: the content of a file, which is read anew, or else of a variable.
    private func authorization() async throws(CredentialError) -> SecretText? {
        let part = "container authorization token"
        let source: ValueSource
        if let path = try environment.path("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            source = .file(path)
        } else if environment.has("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            source = .environment("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        } else {
            return nil
        }
        let token = try await service.values.text(of: source, part: part)
        guard !token.reveal().contains(where: \.isNewline) else {
            throw Place(identity: "\(part) from \(source)").misconfigured(
                "it has a line break",
                fix: "write it without"
            )
        }
        return token
    }
}
