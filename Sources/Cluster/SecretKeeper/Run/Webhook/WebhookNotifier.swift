internal import Configuration

/// Tells the webhook what the watches show of namespaces, where it wants to know.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class WebhookNotifier: @unchecked Sendable {
    private let learn: NamespaceLearner?
    private var knowledge = NamespaceKnowledgeStore()

    /// With nil nothing is noted and nobody is told.
    init(_ learn: NamespaceLearner?) { self.learn = learn }

    /// Whether anybody wants to know.
    var isWanted: Bool { learn != nil }

    /// Notes for which registries a namespace's labels are wrong; only where the webhook is called at all.
    func noteLabels(of namespace: String, _ plan: KeeperPlan) {
        guard isWanted else { return }
        knowledge.exclude(plan.registriesExcluded(from: namespace), from: namespace)
    }

    /// Notes a tenant's Secret, or with nil that it is none.
    func note(tenant rule: TenantRule?, named secretName: String, in namespace: String) {
        knowledge.set(tenant: rule, named: secretName, in: namespace)
    }

    /// Forgets the tenants' Secrets of one namespace, or of all.
    func forgetTenants(of namespace: String?) { knowledge.removeTenants(from: namespace) }

    /// Tells what has changed since the last time.
    func publish() {
        guard let learn else { return }
        let changes = knowledge.takeChanges()
        if !changes.isEmpty { learn(changes) }
    }
}

extension KeeperPlan {
    /// The registries whose rule leaves a namespace out by its labels; none for one that is not opted in or not known.
    func registriesExcluded(from namespace: String) -> Set<String> {
        guard let row = copies.rows[namespace], copies.namespaces[row].isSelected else { return [] }
        let labels = copies.namespaces[row].labels
        let excluded = configuration.registries.lazy.filter { registry in
            registry.namespaces.labels.contains { labels[$0.key] != $0.value }
        }
        return Set(excluded.map(\.name))
    }
}
