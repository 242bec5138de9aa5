internal import Images

/// What a kubelet tries for the images of a Pod, and in which order: its own keyrings, with names in place of credentials.
///
/// The Pod's Secrets, the node's `config.json` and the credential providers are keyrings of their own, asked in this order. In each all keys
/// that match are tried, in reverse order of their text; under one key in the order of the list. The legacy key of Docker Hub counts only in a
/// keyring where no other key matches, so that nothing on the node hides a Pod's.
package struct PodKeyring: Sendable {
    /// Whose keys they are, in the order of its text.
    package struct Source: Sendable {
        /// Who holds them.
        package var holder: KeyTry.Holder
        /// The keys, and whether there is no credential behind each.
        package var keys: [(text: String, isEmpty: Bool)]

        /// Makes a source.
        package init(_ holder: KeyTry.Holder, keys: [(text: String, isEmpty: Bool)]) {
            (self.holder, self.keys) = (holder, keys)
        }
    }

    private let sources: [Source]
    private let rings: [DockerKeyring]

    /// Arranges sources: Secrets in the order of the Pod's list, providers in that of the kubelet's configuration. A name that the list has
    /// twice counts twice, as for the kubelet.
    package init(_ sources: [Source]) {
        self.sources = sources
        let indices = sources.indices
        func ring(_ isIn: (KeyTry.Holder) -> Bool) -> DockerKeyring {
            DockerKeyring(
                indices.filter { isIn(sources[$0].holder) }.map { source in
                    DockerConfig(
                        entries: sources[source].keys.indices.map { key in
                            // What comes back is where it stood.
                            let place = DockerCredential(username: "\(source)", password: "\(key)")
                            return DockerConfig.Entry(registry: sources[source].keys[key].text, credential: place)
                        }
                    )
                }
            )
        }
        rings = [
            ring { if case .secret = $0 { true } else { false } },
            ring { $0 == .nodeFile },
            ring { if case .plugin = $0 { true } else { false } },
        ]
    }

    /// The tries for a repository, in order; where there are none, there is one without a credential.
    ///
    /// - Parameter repository: As in `ImageReference.repository`.
    package func tries(for repository: String) -> [KeyTry] {
        rings.flatMap { $0.lookup(repository) }.compactMap { place in
            guard let source = Int(place.username), let key = Int(place.password) else { return nil }
            let found = sources[source].keys[key]
            return KeyTry(sources[source].holder, key: found.text, isEmpty: found.isEmpty)
        }
    }
}
