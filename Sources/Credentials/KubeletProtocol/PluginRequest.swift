package import Configuration
internal import Text

/// What a credential provider plugin reads: `CredentialProviderRequest` (`k8s.io/kubelet/pkg/apis/credentialprovider`).
package struct PluginRequest: Sendable, Hashable {
    /// The versions of the protocol, the newest first; only the first one has ServiceAccounts.
    package static let apiVersions = ["v1", "v1beta1", "v1alpha1"].map { "credentialprovider.kubelet.k8s.io/\($0)" }
    static let kind = "CredentialProviderRequest"

    /// One of ``apiVersions``, in which the answer has to be.
    package let apiVersion: String
    /// The image to pull, without tag and digest.
    package let image: String
    /// The token of the Pod's ServiceAccount; nil where the kubelet was not told to give one, and for a Pod that has none.
    package let serviceAccountToken: SecretText?
    /// Those annotations of the ServiceAccount that the kubelet was told to give, as far as they are there.
    package let serviceAccountAnnotations: [String: String]

    /// Asks for an image.
    package init(
        apiVersion: String,
        image: String,
        serviceAccountToken: SecretText? = nil,
        serviceAccountAnnotations: [String: String] = [:]
    ) {
        self.apiVersion = apiVersion
        self.image = image
        self.serviceAccountToken = serviceAccountToken
        self.serviceAccountAnnotations = serviceAccountAnnotations
    }

    /// The request as it goes to the plugin's standard input; without what is of a ServiceAccount, which goes to no other program.
    package var json: [UInt8] {
        var text = JSONWriter()
        let members = [("apiVersion", apiVersion), ("kind", Self.kind), ("image", image)]
        text.append(object: members) { $0.append(string: $1) }
        return text.bytes
    }
}
