/// Collects what is known of namespaces and hands out what has changed, so that the webhook's rules are made anew for those namespaces only.
struct NamespaceKnowledgeStore: Sendable {
    private var known: [String: NamespaceKnowledge] = [:]
    private var changes: [String: NamespaceKnowledge?] = [:]

    /// Notes which registries are not for a namespace.
    mutating func exclude(_ registries: Set<String>, from namespace: String) {
        update(namespace) { $0.excludedRegistries = registries }
    }

    /// Notes a tenant's Secret, or with nil that it is none.
    mutating func set(tenant rule: TenantRule?, named secretName: String, in namespace: String) {
        update(namespace) { knowledge in
            knowledge.tenants.removeAll { $0.secretName == secretName }
            guard let rule else { return }
            let place = knowledge.tenants.firstIndex { $0.secretName > secretName } ?? knowledge.tenants.endIndex
            knowledge.tenants.insert(rule, at: place)
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
