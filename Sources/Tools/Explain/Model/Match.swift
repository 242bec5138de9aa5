/// A registry whose Secret a Pod needs, and the pattern that says so.
package struct Match: Sendable, Hashable {
    /// The name of the registry in the configuration.
    package var registry: String
    /// The entry of `matchImages` that matches; nil where the registry is for every Pod.
    package var pattern: String?
    /// The name of the registry's Secret.
    package var secret: String

    /// Makes a match.
    package init(registry: String, pattern: String?, secret: String) {
        self.registry = registry
        self.pattern = pattern
        self.secret = secret
    }
}
