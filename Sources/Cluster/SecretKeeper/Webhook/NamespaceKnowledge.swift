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

/// Collects facts and hands out what has changed, so that the webhook's rules are made anew for those namespaces only.
struct FactBook: Sendable {
    private var known: [String: NamespaceKnowledge] = [:]
    private var changes: [String: NamespaceKnowledge?] = [:]

    /// Notes which registries are not for a namespace.
    mutating func exclude(_ registries: Set<String>, from namespace: String) {
        update(namespace) { $0.excludedRegistries = registries }
    }

    /// Notes a tenant's Secret, or with nil that it is none.
    mutating func set(tenant rule: TenantRule?, named secretName: String, in namespace: String) {
        update(namespace) { facts in
            facts.tenants.removeAll { $0.secretName == secretName }
            guard let rule else { return }
            let place = facts.tenants.firstIndex { $0.secretName > secretName } ?? facts.tenants.endIndex
            facts.tenants.insert(rule, at: place)
        }
    }

    /// Forgets the tenants' Secrets of one namespace, or of all.
    mutating func removeTenants(from namespace: String?) {
        for namespace in namespace.map({ [$0] }) ?? Array(known.keys) { update(namespace) { $0.tenants = [] } }
    }

    /// What has changed since the last time.
    mutating func takeChanges() -> [String: NamespaceKnowledge?] {
        defer { changes = [:] }
        return changes
    }

    private mutating func update(_ namespace: String, _ body: (inout NamespaceKnowledge) -> Void) {
        let before = known[namespace] ?? NamespaceKnowledge()
        var after = before
        body(&after)
        guard after != before else { return }
        let isEmpty = after == NamespaceKnowledge()
        known[namespace] = isEmpty ? nil : after
        changes[namespace] = .some(isEmpty ? nil : after)
    }
}
