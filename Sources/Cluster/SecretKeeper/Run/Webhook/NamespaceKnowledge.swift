package import Images

/// What the watches show of a namespace that matters to the webhook.
package struct NamespaceKnowledge: Sendable, Hashable {
    /// Registries whose `namespaces.labels` do not fit.
    package var excludedRegistries: Set<String> = []
    /// Secrets of the namespace that are rules themselves, by name.
    package var tenants: [TenantRule] = []
}

/// A Secret of a namespace that its owners have labelled to be injected there (`tenantSecrets`).
package struct TenantRule: Sendable, Hashable {
    /// The Secret's name.
    package let secretName: String
    /// The images of the registries in its `auths`.
    package let patterns: [ImagePattern]
}

/// Told of changes: nil for a namespace of which there is nothing to say any more.
package typealias NamespaceLearner = @Sendable (_ changes: [String: NamespaceKnowledge?]) -> Void
