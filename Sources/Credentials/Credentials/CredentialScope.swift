package import Configuration

/// An identity and what one of its tokens is good for: there is one fetch for each, however many registries want it.
///
/// It holds the credentials of the configuration whole, so that whatever can be written there tells scopes apart: references, files,
/// variables, endpoints, roles, external IDs. Two ways to write the same identity make two scopes, which costs a call and no more.
package struct CredentialScope: Sendable, Hashable, Confidential {
    /// The credentials, with only those of their regions or registries that the token is good for; nil for a registry without.
    package let credentials: AnyCredentialSource?
    /// What else a token is good for or asked for: a region, the URL of the registry, an image; no secret, and often nothing.
    package let reach: String
    /// Whom the call believes beside the system's authorities: what one registry's trust brings, another one's has not asked for.
    private(set) package var tls: RegistryTLS?

    /// Makes a scope.
    package init(_ credentials: AnyCredentialSource?, reach: String = "") {
        self.credentials = credentials
        self.reach = reach
    }

    /// Makes a scope of one source.
    package init(_ source: some CredentialSource, reach: String = "") {
        self.init(AnyCredentialSource(source), reach: reach)
    }

    /// The scope of the same token, asked for with a registry's own trust.
    func believing(_ tls: RegistryTLS?) -> CredentialScope {
        var scope = self
        scope.tls = tls
        return scope
    }

    /// The key of the kind in the configuration, such as `basic`.
    package var kind: String { credentials?.kind ?? "none" }

    /// The scope for a log line.
    package var description: String { reach.isEmpty ? kind : "\(kind), \(reach)" }
}
