extension DockerConfig {
    /// The images for which the kubelet would use one of the credentials, in the order of the file, each pattern once.
    ///
    /// Entries without a credential, and those whose key the kubelet never matches, are left out. Docker Hub's key
    /// (`https://index.docker.io/v1/`) counts for `docker.io`, as in the kubelet's own fallback.
    package var imagePatterns: [ImagePattern] {
        var patterns: [ImagePattern] = []
        var known: Set<[UInt8]> = []
        for entry in entries where !(entry.credential.username.isEmpty && entry.credential.password.isEmpty) {
            guard var key = DockerKeyring.key(for: entry.registry) else { continue }
            if key.elementsEqual("index.docker.io".utf8) { key = Array("docker.io".utf8) }
            guard let pattern = try? ImagePattern(parsing: String(decoding: key, as: UTF8.self)) else { continue }
            if known.insert(key).inserted { patterns.append(pattern) }
        }
        return patterns
    }
}
