public import Configuration

/// An identity and what its token is good for: there is one fetch for each.
public struct CredentialScope: Sendable, Hashable, CustomStringConvertible {
    /// The key of the kind in the configuration, such as `basic`.
    public let kind: String
    /// Where the parts of the identity come from.
    public let sources: [ValueSource]
    /// What else makes a difference: a role, a region, the hosts of the registry; no secret.
    public let details: [String]

    /// Makes a scope.
    public init(kind: String, sources: [ValueSource] = [], details: [String] = []) {
        self.kind = kind
        self.sources = sources
        self.details = details
    }

    /// The scope for a log line.
    public var description: String {
        let parts = sources.map(\.description) + details
        return parts.isEmpty ? kind : "\(kind) (\(parts.joined(separator: ", ")))"
    }
}
