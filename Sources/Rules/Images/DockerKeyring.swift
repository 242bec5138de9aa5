/// The credentials of a Pod's Secrets, as the kubelet arranges them for a pull (`BasicDockerKeyring`).
package struct DockerKeyring: Sendable {
    private struct Key: Sendable {
        let bytes: [UInt8]
        /// Nil where the kubelet cannot read what it has made of the key: it is then never matched.
        let pattern: ImagePattern?
        var credentials: [DockerCredential]
    }

    /// In reverse order of the keys, so that the longer of two paths comes first.
    private let keys: [Key]

    /// Arranges files, in the order in which the Pod lists its Secrets.
    ///
    /// Where several keys of one file mean the same (`ghcr.io`, `https://ghcr.io`), the kubelet's order is random; here it
    /// is that of the file.
    package init(_ configs: [DockerConfig]) {
        var keys: [[UInt8]: Key] = [:]
        for entry in configs.lazy.flatMap(\.entries) {
            guard let bytes = Self.key(for: entry.registry) else { continue }
            let pattern = try? ImagePattern(parsing: String(decoding: bytes, as: UTF8.self))
            keys[bytes, default: Key(bytes: bytes, pattern: pattern, credentials: [])].credentials.append(
                entry.credential
            )
        }
        self.keys = keys.values.sorted { $1.bytes.lexicographicallyPrecedes($0.bytes) }
    }

    /// The credentials for a repository, in the order in which the kubelet tries them.
    ///
    /// - Parameter repository: As in `ImageReference.repository`.
    /// - Returns: None for an anonymous pull; with any, there is no anonymous attempt after them.
    package func lookup(_ repository: String) -> [DockerCredential] {
        let bytes = Array(repository.utf8)
        let found = keys.lazy.filter { $0.pattern?.matches(repository: bytes) ?? false }.flatMap(\.credentials)
        guard found.isEmpty, Self.isDockerHub(bytes) else { return Array(found) }
        return keys.first { $0.bytes.elementsEqual("index.docker.io".utf8) }?.credentials ?? []
    }

    /// Host and path of a registry: no scheme, and neither `/v1/` nor `/v2/` in front of the path.
    static func key(for registry: String) -> [UInt8]? {
        var text = Array(registry.utf8)
        for scheme in ["https://", "http://"] where text.starts(with: scheme.utf8) {
            text.removeFirst(scheme.utf8.count)
            break
        }
        guard let url = try? SchemelessURL(parsing: text) else { return nil }
        var path = url.path[...]
        if path.starts(with: "/v1/".utf8) || path.starts(with: "/v2/".utf8) { path = path.dropFirst(3) }
        return path.elementsEqual("/".utf8) ? url.authority : url.authority + path
    }

    /// Whether the kubelet falls back on `index.docker.io` (`isDefaultRegistryMatch`).
    private static func isDockerHub(_ repository: [UInt8]) -> Bool {
        guard let slash = repository.firstIndex(of: ASCII.slash) else { return !repository.isEmpty }
        let host = repository[..<slash]
        if host.elementsEqual("docker.io".utf8) || host.elementsEqual("index.docker.io".utf8) { return true }
        return !host.isEmpty && !host.contains(ASCII.dot) && !host.contains(ASCII.colon)
    }
}
