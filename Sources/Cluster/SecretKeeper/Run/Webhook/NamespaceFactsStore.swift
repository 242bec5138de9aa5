internal import Admission
internal import Injection

/// Collects what is known of namespaces and hands out what has changed, so that the webhook's rules are made anew for those namespaces only.
struct NamespaceFactsStore: Sendable {
    private var known: [String: NamespaceFacts] = [:]
    private var changes: [String: NamespaceFacts?] = [:]

    /// Notes which registries are not for a namespace.
    mutating func exclude(_ registries: Set<String>, from namespace: String) {
        update(namespace) { $0.excludedRegistries = registries }
    }

    /// Notes a tenant's Secret, or with nil that it is none.
    mutating func set(tenant rule: InjectionRule?, named secretName: String, in namespace: String) {
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
    mutating func takeChanges() -> [String: NamespaceFacts?] {
        defer { changes = [:] }
        return changes
    }

    private mutating func update(_ namespace: String, _ body: (inout NamespaceFacts) -> Void) {
        let before = known[namespace] ?? NamespaceFacts()
        var after = before
        body(&after)
        guard after != before else { return }
        let isEmpty = after == NamespaceFacts()
        known[namespace] = isEmpty ? nil : after
        changes[namespace] = .some(isEmpty ? nil : after)
    }
}
