import Configuration
import Credentials
import FoundationEssentials
import HTTPClient
import TLS
import Text

/// What a Pod knows of its OKE cluster; nothing of it is a secret.
struct OKECluster: Sendable {
    private static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    /// Where kubelets have them, those of OKE's nodes among them.
    private static let nodeAuthorities = "/etc/kubernetes/ca.crt"

    private let variables: CheckedEnvironment
    private let isNode: Bool

    /// Looks about in a Pod, or on a node.
    init(_ variables: CheckedEnvironment, isNode: Bool = false) {
        self.variables = variables
        self.isNode = isNode
    }

    /// `KUBERNETES_SERVICE_HOST`.
    var host: String? { get throws(CredentialError) { try variables.text("KUBERNETES_SERVICE_HOST") } }
    /// The file with the certificates of the cluster's own authority.
    var authorities: String {
        get throws(CredentialError) {
            try variables.text("OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH")
                ?? (isNode ? Self.nodeAuthorities : "\(Self.folder)/ca.crt")
        }
    }

    /// How somebody puts them there.
    var authoritiesAdvice: String {
        isNode
            ? "name the file with the certificate of the cluster's authority in OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH (env of the kubelet's "
                + "CredentialProviderConfig)"
            : "mount the ServiceAccount's ca.crt"
    }

    /// The Pod's own token.
    var ownToken: TokenOrigin { .file("\(Self.folder)/token") }

    /// The files that are read for a token of the cluster.
    func files(_ origin: TokenOrigin?, endpoint: Endpoint?) -> [String] {
        var files = endpoint?.scheme == "http" ? [] : [try? authorities].compactMap(\.self)
        if case .file(let path) = origin ?? ownToken { files.append(path) }
        return files
    }
}

/// OKE workload identity: a security token for a ServiceAccount's token, from a service beside the cluster's API server.
///
/// Only enhanced clusters have it. Its certificate is of the cluster's own authority, and no other is believed.
struct OKEWorkload {
    /// The one that the API servers of OKE have: Oracle's service asks one of them, so that it takes no other.
    static let audience = "api"
    private static let identity = "ServiceAccount of the OKE cluster"
    private static let fix =
        "use an enhanced cluster, and a policy with request.principal.type = 'workload' for this cluster, namespace and ServiceAccount"

    let cluster: OKECluster
    /// Where the ServiceAccount's token comes from.
    let origin: TokenOrigin
    let endpoint: Endpoint?
    let parts: FetcherParts
    let makeSessionKey: OCISessionKey.Maker

    private struct Answer: Decodable { let token: String }

    func principal() async throws(CredentialError) -> OCIPrincipal {
        let token = try await ServiceAccountToken(origin, audience: Self.audience, parts: parts)
        let service = TokenService(
            client: try await client(),
            identity: Self.identity,
            fix: Self.fix,
            proof: token.claims
        )
        let url = try service.url(try base(), "/resourcePrincipalSessionTokens")
        let session = try await OCISessionKey.make(makeSessionKey, identity: Self.identity)
        let publicKey: String
        do throws(TLSError) {
            publicKey = String(decoding: try session.publicKeyPEM(), as: UTF8.self)
        } catch {
            throw CredentialError(.unavailable, identity: Self.identity, reason: error.description)
        }
        let answer = try await service.post(
            url,
            json: JSONObject.bytes([("podKey", .string(publicKey))]),
            [("Authorization", "Bearer \(token.text.reveal())")]
        )
        let securityToken = try answer.token(try Self.token(in: try answer.text(), answer))
        return OCIPrincipal(
            signer: OCISigner(keyID: "ST$\(securityToken.reveal())", key: session),
            identity: Self.identity,
            fix: Self.fix
        )
    }

    /// The token of an answer: a JSON string, in it in base64 JSON with the token, before that `ST$`.
    private static func token(in text: String, _ answer: TokenAnswer) throws(CredentialError) -> String {
        let encoded = text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
        guard let json = Base64.decode(encoded), let read = try? JSONDecoder().decode(Answer.self, from: Data(json))
        else {
            throw answer.unreadable("there is no token in it")
        }
        return read.token.hasPrefix("ST$") ? String(read.token.dropFirst(3)) : read.token
    }

    private func base() throws(CredentialError) -> String {
        if let endpoint { return "\(endpoint)" }
        guard let host = try cluster.host else {
            throw Place(identity: Self.identity).misconfigured(
                "KUBERNETES_SERVICE_HOST is not set",
                fix: "run Pullpass in a Pod of the cluster, or write authEndpoint"
            )
        }
        return host.contains(":") && !host.hasPrefix("[") ? "https://[\(host)]:12250" : "https://\(host):12250"
    }

    /// A client that believes the cluster's authority and goes through no proxy; the token is for nobody else.
    private func client() async throws(CredentialError) -> ProviderClient {
        guard endpoint?.scheme != "http" else { return ProviderClient(parts.http) }
        let authorities = try cluster.authorities
        let pem = try await parts.values.text(of: .file(authorities), part: "certificates of the cluster")
        do throws(TLSError) {
            let context = try TLSClientContext(trust: .authorities(Array(pem.reveal().utf8)))
            return ProviderClient(HTTPClient(loop: parts.http.loop, tls: context))
        } catch {
            throw Place(identity: "certificates of the cluster from file \(authorities)").misconfigured(
                error.description,
                fix: cluster.authoritiesAdvice
            )
        }
    }
}
