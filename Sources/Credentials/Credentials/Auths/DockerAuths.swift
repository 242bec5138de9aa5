import Configuration
package import Images

/// The content of a `kubernetes.io/dockerconfigjson` Secret: for each key a credential, or nothing for an anonymous pull.
///
/// Keys are patterns of images, verbatim. Docker Hub has two, `docker.io` and `https://index.docker.io/v1/`: the second alone is
/// not tried for `team/x` once another Secret of the Pod has `docker.io/team/`, and is the only one that older tools know.
package struct DockerAuths: Sendable, Hashable, Confidential {
    /// One key.
    package struct Entry: Sendable, Hashable, Confidential {
        /// The key as it stands in the Secret.
        package let key: String
        /// The credential; nil lets the kubelet pull anonymously.
        package let credential: RegistryCredential?

        /// Makes an entry.
        package init(key: String, credential: RegistryCredential?) {
            self.key = key
            self.credential = credential
        }

        /// The key without a user in it, and what it has.
        package var description: String { "\(AuthsKey(key: key)): \(credential == nil ? "anonymous" : "<redacted>")" }
    }

    /// The entries in the order of the bytes of their keys, each key once.
    package let entries: [Entry]

    /// Makes the content for the registry of one credential.
    ///
    /// - Parameters:
    ///   - patterns: The entries of `matchImages`.
    ///   - credential: What all of them get.
    ///   - anonymousFallback: Whether the kubelet may pull anonymously after the credential was refused.
    package init(patterns: [ImagePattern], credential: RegistryCredential, anonymousFallback: Bool) {
        self.init(patterns.map { ($0, credential) }, anonymousFallback: anonymousFallback)
    }

    /// Makes the content for patterns with a credential each; of equal patterns the first counts.
    package init(_ credentials: [(pattern: ImagePattern, credential: RegistryCredential)], anonymousFallback: Bool) {
        self.init(
            entries: credentials.map {
                Entry(key: AuthsKey.key(forPattern: $0.pattern.text), credential: $0.credential)
            },
            anonymousFallback: anonymousFallback
        )
    }

    /// Makes the content of entries as they are, with the second key of Docker Hub and the anonymous entries that are missing.
    ///
    /// Of entries with equal keys the first counts.
    package init(entries: [Entry], anonymousFallback: Bool) {
        var entries = Self.withBothKeysOfDockerHub(entries)
        if anonymousFallback { entries += AnonymousFallback.keys(for: entries).map { Entry(key: $0, credential: nil) } }
        // Strings compare by canonical equivalence; keys are bytes.
        var known: Set<[UInt8]> = []
        self.entries =
            entries.filter { known.insert(Array($0.key.utf8)).inserted }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func withBothKeysOfDockerHub(_ entries: [Entry]) -> [Entry] {
        let hub = entries.first { AuthsKey(key: $0.key).isDockerHub }
        let legacy =
            entries.first { $0.key == AuthsKey.legacyDockerHub }
            ?? entries.first { AuthsKey(key: $0.key).isLegacyDockerHub }
        switch (hub, legacy) {
        case (let hub?, nil): return entries + [Entry(key: AuthsKey.legacyDockerHub, credential: hub.credential)]
        case (nil, let legacy?): return entries + [Entry(key: "docker.io", credential: legacy.credential)]
        default: return entries
        }
    }

    /// Whether there is no credential in it.
    package var isAnonymous: Bool { entries.allSatisfy { $0.credential == nil } }

    /// The keys, and that the rest is hidden.
    package var description: String { "{\(entries.map(\.description).joined(separator: ", "))}" }
}
