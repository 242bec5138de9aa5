package import Images
internal import Text

/// The Pod for which an image is pulled.
package struct PullingPod: Sendable {
    /// The Pod's ServiceAccount as the API server has it.
    package struct ServiceAccount: Sendable {
        /// `metadata.name`.
        package var name: String
        /// `metadata.uid`.
        package var uid: String
        /// `metadata.annotations`.
        package var annotations: [String: String]

        /// A ServiceAccount.
        package init(_ name: String = "default", uid: String? = nil, annotations: [String: String] = [:]) {
            self.name = name
            self.uid = uid ?? "uid-of-\(name)"
            self.annotations = annotations
        }
    }

    /// Why there is no token, in the API server's words.
    package struct TokenRefusal: Error {
        /// The words.
        package let words: String

        /// A refusal.
        package init(_ words: String) { self.words = words }
    }

    /// `metadata.namespace`.
    package var namespace: String
    /// `metadata.name`.
    package var name: String
    /// Its ServiceAccount; nil for a static Pod.
    package var serviceAccount: ServiceAccount?
    /// What stands in its pull Secrets, in the order of its list.
    package var secrets: [DockerConfig]
    /// Makes the token for an audience; another one for each Pod, as the token names the Pod.
    package var token: @Sendable (_ audience: String) -> Result<String, TokenRefusal>

    /// A Pod; its token is a JWT that names it as the recorded ones did, without a signature that could be checked, unless another
    /// is given.
    package init(
        _ name: String = "pod",
        namespace: String = "default",
        serviceAccount: ServiceAccount? = ServiceAccount(),
        secrets: [DockerConfig] = [],
        token: (@Sendable (_ audience: String) -> Result<String, TokenRefusal>)? = nil
    ) {
        self.namespace = namespace
        self.name = name
        self.serviceAccount = serviceAccount
        self.secrets = secrets
        self.token = token ?? { .success(Self.token($0, namespace, name, serviceAccount ?? ServiceAccount())) }
    }

    private static func token(
        _ audience: String,
        _ namespace: String,
        _ pod: String,
        _ account: ServiceAccount
    ) -> String {
        let header = #"{"alg":"RS256","kid":"k"}"#
        let claims = """
            {"aud":["\(audience)"],"exp":3600,"iat":0,"iss":"https://kubernetes.default.svc",\
            "kubernetes.io":{"namespace":"\(namespace)","node":{"name":"lab-node","uid":"n"},\
            "pod":{"name":"\(pod)","uid":"uid-of-\(pod)"},\
            "serviceaccount":{"name":"\(account.name)","uid":"\(account.uid)"}},\
            "sub":"system:serviceaccount:\(namespace):\(account.name)"}
            """
        let signature = [UInt8](repeating: 0x5A, count: 256)
        return [Array(header.utf8), Array(claims.utf8), signature].map(Base64.encodeURL).joined(separator: ".")
    }
}
