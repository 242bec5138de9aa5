import Configuration
import FoundationEssentials
package import Images
import Text

/// What a credential provider plugin prints: `CredentialProviderResponse` (`k8s.io/kubelet/pkg/apis/credentialprovider`).
package struct PluginResponse: Sendable, Decodable, Confidential {
    private struct Entry: Sendable, Decodable {
        let username: String?
        let password: String?
    }

    private let apiVersion: String?
    private let kind: String?
    private let cacheKeyType: String?
    private let auth: [String: Entry]?
    /// `cacheDuration` as it stands there.
    private let cacheDuration: String?

    /// Reads standard output, as an answer to a request of an `apiVersion`.
    ///
    /// - Throws: A ``Flaw`` where the kubelet would drop the answer.
    package init(_ output: [UInt8], apiVersion: String) throws(Flaw) {
        guard output.contains(where: { $0 > 0x20 }) else { throw Flaw("it printed nothing") }
        let response: PluginResponse
        do {
            response = try JSONDecoder().decode(PluginResponse.self, from: Data(output))
        } catch {
            throw Flaw("what it printed is no CredentialProviderResponse in JSON, and nothing else may be printed")
        }
        guard response.kind == "CredentialProviderResponse" else {
            throw Flaw("what it printed has another kind than CredentialProviderResponse")
        }
        guard response.apiVersion == apiVersion else {
            let version = response.apiVersion.map(Printable.text) ?? "none"
            throw Flaw("it answered with apiVersion \(version) to a request of \(apiVersion)")
        }
        guard ["Image", "Registry", "Global"].contains(response.cacheKeyType) else {
            throw Flaw("its cacheKeyType is none of Image, Registry and Global")
        }
        self = response
    }

    /// How long the answer may be kept; nil when the plugin does not say.
    ///
    /// A negative duration is zero: the kubelet uses such an answer, and does not keep it.
    ///
    /// - Throws: A ``Flaw`` for a text that is no duration.
    package var cacheLife: Duration? {
        get throws(Flaw) {
            guard let cacheDuration else { return nil }
            guard let life = GoDuration.read(cacheDuration) else { throw Flaw("its cacheDuration is no duration") }
            return max(.zero, life)
        }
    }

    /// The keys of `auth`, for a message: hosts, with ports and paths.
    package var hosts: [String] { (auth ?? [:]).keys.sorted() }

    /// The credential that the kubelet would try first for an image; nil for none, or an anonymous one.
    package func credential(for image: ImageReference) -> DockerCredential? {
        let entries = (auth ?? [:]).sorted { $0.key < $1.key }.map { key, entry in
            DockerConfig.Entry(
                registry: key,
                credential: DockerCredential(username: entry.username ?? "", password: entry.password ?? "")
            )
        }
        return DockerKeyring([DockerConfig(entries: entries)]).lookup(image.repository).first {
            !$0.username.isEmpty && !$0.password.isEmpty
        }
    }

    /// What is wrong with an answer; it quotes nothing that could be a credential.
    package struct Flaw: Error {
        /// One clause about the answer: `it printed nothing`.
        package let reason: String

        init(_ reason: String) { self.reason = reason }
    }
}
