/// The credentials in a Secret (`.dockerconfigjson`, `.dockercfg`), decoded as the kubelet decodes them.
///
/// That means as Go does: field names in any case, the last of several equal ones counts, `null` is nothing, any wrong
/// type fails the whole file, `auth` wins over `username` and `password`. `credHelpers`, `credsStore` and
/// `identitytoken` mean nothing to the kubelet.
package struct DockerConfig: Sendable, Hashable {
    /// What the text is.
    package enum Format: Sendable, Hashable {
        /// `kubernetes.io/dockerconfigjson`: the registries are below `auths`.
        case dockerConfigJSON
        /// `kubernetes.io/dockercfg`: the registries are the whole text.
        case dockercfg
    }

    /// The credential of one registry.
    package struct Entry: Sendable, Hashable {
        /// The key, as it stands in the file: `ghcr.io`, `https://index.docker.io/v1/`, `*.dkr.ecr.*.amazonaws.com`.
        package let registry: String
        /// The credential; empty user name and password when the entry has none.
        package let credential: DockerCredential

        /// Makes an entry.
        package init(registry: String, credential: DockerCredential) {
            self.registry = registry
            self.credential = credential
        }
    }

    /// The size of the data that a Secret may have, in bytes; longer texts are refused.
    package static let maximumBytes = 1 << 20

    /// The entries in the order of the file, each key once.
    package private(set) var entries: [Entry] = []

    /// Makes a file's content from entries.
    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// Reads the text of a Secret.
    ///
    /// - Parameters:
    ///   - bytes: The data, base64 of the Secret already removed. No bytes are no entries, as for the kubelet.
    ///   - format: What the type of the Secret says.
    /// - Throws: `DockerConfigError` where the kubelet cannot decode it, which fails the pull for all of the Pod's Secrets.
    package init(parsing bytes: [UInt8], as format: Format = .dockerConfigJSON) throws(DockerConfigError) {
        guard bytes.count <= Self.maximumBytes else { throw DockerConfigError(reason: .size(bytes.count)) }
        guard !bytes.isEmpty else { return }
        do {
            entries = try DockerConfigDecoder.decode(bytes, as: format)
        } catch {
            throw DockerConfigError(reason: error)
        }
    }
}
