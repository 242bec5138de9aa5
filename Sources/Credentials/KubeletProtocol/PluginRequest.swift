internal import Text

/// What a credential provider plugin reads: `CredentialProviderRequest` (`k8s.io/kubelet/pkg/apis/credentialprovider`), without a
/// ServiceAccount.
package struct PluginRequest: Sendable, Hashable {
    /// `credentialprovider.kubelet.k8s.io/v1` or another version, in which the answer has to be.
    package let apiVersion: String
    /// The image to pull, without tag and digest.
    package let image: String

    /// Asks for an image.
    package init(apiVersion: String, image: String) {
        self.apiVersion = apiVersion
        self.image = image
    }

    /// The request as it goes to the plugin's standard input.
    package var json: [UInt8] {
        var text = JSONWriter()
        let members = [("apiVersion", apiVersion), ("kind", "CredentialProviderRequest"), ("image", image)]
        text.append(object: members) { $0.append(string: $1) }
        return text.bytes
    }
}
