import Configuration
package import Images

/// The content of a `kubernetes.io/dockerconfigjson` Secret: a credential for each key.
///
/// There is none without: a key that has a credential in one version and none in the next lets the kubelet record that images which the
/// credential has pulled can be had without, for every namespace. The anonymous try is a Secret of its own, ``AnonymousAuths``.
package struct DockerAuths: Sendable, Hashable, Confidential {
    /// One key.
    package struct Entry: Sendable, Hashable, Confidential {
        /// The key as it stands in the Secret.
        package let key: String
        /// What it is for.
        package let credential: RegistryCredential

        /// Makes an entry.
        package init(key: String, credential: RegistryCredential) {
            self.key = key
            self.credential = credential
        }

        /// The key without a user in it.
        package var description: String { "\(AuthsKey(key: key)): <redacted>" }
    }

    /// The entries in the order of the bytes of their keys, each key once.
    package let entries: [Entry]

    /// Makes the content for the registry of one credential.
    ///
    /// - Parameters:
    ///   - patterns: The entries of `matchImages`.
    ///   - credential: What all of them get.
    package init(patterns: [ImagePattern], credential: RegistryCredential) {
        self.init(patterns.map { ($0, credential) })
    }

    /// Makes the content for patterns with a credential each; of patterns with equal keys the first counts.
    package init(_ credentials: [(pattern: ImagePattern, credential: RegistryCredential)]) {
        self.init(
            entries: credentials.map {
                Entry(key: AuthsKey.key(forPattern: $0.pattern.text), credential: $0.credential)
            }
        )
    }

    /// Makes the content of entries as they are; of entries with equal keys the first counts.
    package init(entries: [Entry]) {
        // Strings compare by canonical equivalence; keys are bytes.
        var known: Set<[UInt8]> = []
        self.entries =
            entries.filter { known.insert(Array($0.key.utf8)).inserted }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The keys, and that the rest is hidden.
    package var description: String { "{\(entries.map(\.description).joined(separator: ", "))}" }
}
