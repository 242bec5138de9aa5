package import Configuration
internal import Credentials
package import Images

/// The credential of one registry of the configuration, as it is wanted for one image.
package struct WantedCredential: Sendable, Hashable {
    /// The registry, narrowed to the image.
    package let registry: Registry
    /// The image.
    package let image: ImageReference
    /// Whether every other image of the same host would get the same credential by this registry.
    package let isForWholeHost: Bool

    init(_ registry: Registry, for image: ImageReference) {
        self.image = image
        self.registry = registry.narrowed(to: image)
        // A kind may narrow to the host, to the image, or to something between them: another image of the host tells.
        let other = try? ImageReference(parsing: "\(image.authority)/pullpass-other/image")
        isForWholeHost = other.map { registry.narrowed(to: $0) } == self.registry
    }
}

/// Which registries of a configuration have a credential for an image.
struct Matching {
    /// One for each registry that matches, in the order of the file.
    let wanted: [WantedCredential]
    /// Whether every other image of the same host would be matched by the same registries, with the same credentials.
    let isForWholeHost: Bool

    init(_ registries: [Registry], image: ImageReference) {
        wanted = registries.filter { $0.isMeant(for: image) }.map { WantedCredential($0, for: image) }
        let host = AuthsKey(pattern: image.authority)
        let hasPaths = registries.contains { registry in
            registry.matchImages.map { AuthsKey(pattern: $0.text) }.contains { pattern in
                pattern.path.utf8.count > 1 && pattern.serves(host)
            }
        }
        isForWholeHost = !hasPaths && wanted.allSatisfy(\.isForWholeHost)
    }
}

extension Registry {
    /// Whether an image gets its credential: by its patterns, or by what its credentials say themselves, where it has none.
    fileprivate func isMeant(for image: ImageReference) -> Bool {
        matchImages.contains { $0.matches(image) } || always && matchImages.isEmpty
    }
}

extension ImageReference {
    /// The host of its registry with the port, if there is one: what the kubelet takes for the registry of an image.
    var authority: String { String(repository.prefix { $0 != "/" }) }
}
