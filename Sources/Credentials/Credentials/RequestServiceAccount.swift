package import Configuration
internal import Text

/// The ServiceAccount of the Pod for which a kubelet asks: its token and the annotations that the request brought (`fromPod`).
///
/// Everything in it is somebody else's. Who signed the token is looked at by whoever takes it; what is read here is bounded, and tells
/// credentials apart.
package struct RequestServiceAccount: ServiceAccountReader, Confidential {
    /// Longer ones come from no API server.
    private static let maximumTokenBytes = 1 << 16
    /// The longest that any of the clouds' names is (an ARN of a role).
    private static let maximumAnnotationBytes = 2048
    private static let remedy =
        "tokenAttributes of the kubelet's CredentialProviderConfig, as pullpass render credential-provider-config prints them, and restart "
        + "the kubelet"

    /// The token as it came.
    package let token: SecretText?
    private let annotations: [String: String]
    private let holder: TokenHolder?

    /// Takes what a request brought.
    ///
    /// - Parameters:
    ///   - token: `serviceAccountToken`; nil for a request without one.
    ///   - annotations: `serviceAccountAnnotations`.
    package init(token: SecretText?, annotations: [String: String]) {
        self.token = token
        self.annotations = annotations
        let text = token?.reveal() ?? ""
        holder = text.utf8.count <= Self.maximumTokenBytes ? TokenHolder(of: text) : nil
    }

    /// Itself.
    package var request: RequestServiceAccount? { self }

    /// The registry for this request: where it has a ``Configuration/Registry/podIdentity``, one for the token's holder alone, so that whatever
    /// is kept for it is for nobody else.
    ///
    /// It stays as it is where the token cannot be read, of which no credential comes either.
    package func asked(_ registry: Registry) -> Registry {
        registry.podIdentity.flatMap(account).map { registry.of($0) } ?? registry
    }

    /// Whose token it is; nil where there is none, or nothing can be read of it.
    private func account(for identity: PodIdentity) -> PodAccount? {
        guard let token, let holder else { return nil }
        let keys = identity.annotations.map(\.key)
        return PodAccount(
            namespace: holder.namespace,
            name: holder.name,
            uid: holder.uid,
            audiences: holder.audiences,
            annotations: annotations.filter { keys.contains($0.key) },
            token: identity.cacheType == .token ? token : nil
        )
    }

    /// `system:serviceaccount:NAMESPACE:NAME` by the token, or what it would be called.
    package func description(of account: ServiceAccountUse) -> String {
        holder?.subject ?? (account.pod == nil ? "ServiceAccount \(account.name)" : "ServiceAccount of the Pod")
    }

    /// Those of its annotations that the configuration names.
    ///
    /// - Throws: `.misconfigured` for a value that no cloud's name can be.
    package func annotations(of account: ServiceAccountUse) async throws(CredentialError) -> [String: String] {
        var read: [String: String] = [:]
        for annotation in account.pod?.identity.annotations ?? [] {
            guard let value = annotations[annotation.key] else { continue }
            let isName =
                value.utf8.count <= Self.maximumAnnotationBytes && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard isName, !value.isEmpty else {
                throw Place(identity: description(of: account)).misconfigured(
                    value.isEmpty
                        ? "its annotation \(annotation.key) is empty"
                        : "its annotation \(annotation.key) is \(Printable.text(value)), which is no name of a cloud's",
                    fix: "write letters, digits and signs, without white space, or remove the annotation"
                )
            }
            read[annotation.key] = value
        }
        return read
    }

    /// The token, where it is for this audience.
    ///
    /// - Throws: `.misconfigured` where there is none, it is for others, or it is none of a ServiceAccount.
    package func token(of account: ServiceAccountUse, audience: String) async throws(CredentialError) -> SecretText {
        let place = Place(identity: description(of: account))
        guard account.pod != nil else {
            throw place.misconfigured(
                "its tokens come from a cluster's API server, and on a node there is none",
                fix: "write fromPod in place of serviceAccount"
            )
        }
        guard let token else {
            throw place.misconfigured("the kubelet's request brings no token", fix: "write \(Self.remedy)")
        }
        guard let holder else {
            throw place.misconfigured(
                "what the request brings as serviceAccountToken is no token of a ServiceAccount",
                fix: "look who runs the plugin: a kubelet brings a JSON Web Token"
            )
        }
        guard holder.audiences.contains(audience) else {
            throw place.misconfigured(
                "the request's token is for audience \(Printable.list(holder.audiences)), and not for \(Printable.text(audience))",
                fix:
                    "write serviceAccountTokenAudience: \(Printable.text(audience)) in \(Self.remedy), or correct the audience of fromPod"
            )
        }
        return token
    }
}

/// What the token of a ServiceAccount says in public of its holder.
private struct TokenHolder: Sendable {
    let namespace: String
    let name: String
    /// Of the ServiceAccount.
    let uid: String?
    let audiences: [String]

    var subject: String { "system:serviceaccount:\(namespace):\(name)" }

    private struct Claims: Decodable {
        struct Kubernetes: Decodable {
            struct Object: Decodable { let uid: String? }
            let serviceaccount: Object?
        }
        let sub: String
        let aud: [String]
        let cluster: Kubernetes?

        private enum CodingKeys: String, CodingKey {
            case sub, aud
            case cluster = "kubernetes.io"
        }

        init(from decoder: any Decoder) throws {
            let object = try decoder.container(keyedBy: CodingKeys.self)
            sub = try object.decode(String.self, forKey: .sub)
            // One audience may stand without a list (RFC 7519 section 4.1.3).
            aud = try (try? [object.decode(String.self, forKey: .aud)]) ?? object.decode([String].self, forKey: .aud)
            cluster = try? object.decode(Kubernetes.self, forKey: .cluster)
        }
    }

    /// Reads a token; nil for one that no API server gives a kubelet.
    init?(of token: String) {
        // It goes into fields and bodies of requests, and into answers.
        let isPlain = token.utf8.allSatisfy {
            $0.isASCIIAlphanumeric
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "=")].contains($0)
        }
        guard isPlain, let claims = JSONWebTokenClaims.decode(Claims.self, of: token) else { return nil }
        let parts = claims.sub.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", NameRules.isLabel(parts[2]),
            NameRules.isSubdomain(parts[3]), claims.aud.count <= 64
        else { return nil }
        (namespace, name) = (parts[2], parts[3])
        uid = claims.cluster?.serviceaccount?.uid
        audiences = claims.aud
    }
}
