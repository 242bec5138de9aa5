/// A registry whose Secret a Pod needs, and the pattern that says so.
public struct Match: Sendable, Hashable {
    /// The name of the registry in the configuration.
    public var registry: String
    /// The entry of `matchImages` that matches; nil where the registry is for every Pod.
    public var pattern: String?
    /// The name of the registry's Secret.
    public var secret: String

    /// Makes a match.
    public init(registry: String, pattern: String?, secret: String) {
        self.registry = registry
        self.pattern = pattern
        self.secret = secret
    }
}
