internal import Admission
internal import Injection

/// Tells the webhook what the watches show of namespaces, where it wants to know.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class WebhookNotifier: @unchecked Sendable {
    private let learn: NamespaceLearner?
    private var facts = NamespaceFactsStore()

    /// With nil nothing is noted and nobody is told.
    init(_ learn: NamespaceLearner?) { self.learn = learn }

    /// Whether anybody wants to know.
    var isWanted: Bool { learn != nil }

    /// Notes for which registries a namespace's labels are wrong; only where the webhook is called at all.
    func noteLabels(of namespace: String, _ plan: KeeperPlan) {
        guard isWanted else { return }
        facts.exclude(plan.registriesExcluded(from: namespace), from: namespace)
    }

    /// Notes a tenant's Secret, or with nil that it is none.
    func note(tenant rule: InjectionRule?, named secretName: String, in namespace: String) {
        facts.set(tenant: rule, named: secretName, in: namespace)
    }

    /// Forgets the tenants' Secrets of one namespace, or of all.
    func forgetTenants(of namespace: String?) { facts.removeTenants(from: namespace) }

    /// Tells what has changed since the last time.
    func publish() {
        guard let learn else { return }
        let changes = facts.takeChanges()
        if !changes.isEmpty { learn(changes) }
    }
}

extension KeeperPlan {
    /// The registries whose rule leaves a namespace out by its labels; none for one that is not opted in or not known.
    func registriesExcluded(from namespace: String) -> Set<String> {
        guard let row = copies.rows[namespace], copies.namespaces[row].isSelected else { return [] }
        let labels = copies.namespaces[row].labels
        return Set(copies.secretNames.lazy.filter { $0.isCurrent && !$0.condition.fits(labels) }.map(\.registry))
    }
}
