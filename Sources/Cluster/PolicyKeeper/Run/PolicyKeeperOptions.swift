internal import Controllers

/// What a ``PolicyKeeper`` is told.
package struct PolicyKeeperOptions: Sendable {
    /// What is kept.
    package enum Target: Sendable, Hashable {
        /// A MutatingAdmissionPolicy and its binding, both of this name, which go with a ClusterRole where one is named.
        case policy(name: String, ownerRole: String?)
        /// `matchConditions` of every webhook of a MutatingWebhookConfiguration.
        case matchConditions(registration: String)
    }

    /// What is kept.
    package var target: Target
    /// Pullpass' own namespace.
    package var namespace: String
    /// The name of the Lease, by which installations know their own.
    package var leaseName: String
    /// The only namespaces to inject in; empty for all.
    package var onlyNamespaces: [String]

    /// Makes options.
    package init(target: Target, namespace: String, leaseName: String, onlyNamespaces: [String] = []) {
        self.target = target
        self.namespace = namespace
        self.leaseName = leaseName
        self.onlyNamespaces = onlyNamespaces
    }

    /// The name of every object.
    var name: String {
        switch target {
        case .policy(let name, _), .matchConditions(let name): name
        }
    }

    /// The parts in the order in which they are written: a binding without its policy would do nothing.
    var parts: [PolicyPart] {
        switch target {
        case .policy: [.policy, .binding]
        case .matchConditions: [.registration]
        }
    }

    /// How messages call an object.
    func description(of part: PolicyPart) -> String { "\(part.kind) \(name)" }

    var ownerRole: String? {
        if case .policy(_, let role) = target { role } else { nil }
    }

    /// What this installation knows its own objects by.
    var ownership: Ownership { Ownership(namespace: namespace, leaseName: leaseName) }
}
