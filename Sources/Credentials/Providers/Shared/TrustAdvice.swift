import Configuration
import Credentials

extension CredentialKind {
    /// For kinds whose registry and token service may be two hosts of one platform.
    func endpointAdvice(_ url: String) -> String { "if it is, write endpoint: \(url) below credentials.\(Self.kind)" }

    /// For kinds that know nothing of the registry.
    func otherKindAdvice(_ url: String) -> String {
        "if it is that of a GitLab, Harbor, Quay or JFrog, write the credential as gitlab, harbor, quay or jfrog with endpoint: \(url)"
    }
}
