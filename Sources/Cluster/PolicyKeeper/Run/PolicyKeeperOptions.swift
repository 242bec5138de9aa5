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

    var ownerRole: String? {
        if case .policy(_, let role) = target { role } else { nil }
    }

    /// The value of the annotation `pullpass.dev/owner`.
    var owner: String { "\(namespace)/\(leaseName)" }
}

/// Whether the API server does what the configuration says.
package enum PolicyState: Sendable, Hashable {
    /// Policy and binding are there and ours.
    case inForce
    /// One of them is not.
    case missing
    /// The cluster does not serve MutatingAdmissionPolicy.
    case unserved
}
