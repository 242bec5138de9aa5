internal import Names

/// `injection:`, by whom Pods are given their Secrets.
package struct InjectionSettings: Sendable, Hashable {
    /// What changes Pods.
    package enum Engine: String, Sendable, Hashable, CaseIterable {
        /// Pullpass' own admission webhook.
        case webhook
        /// A MutatingAdmissionPolicy, which the keeper writes and the API server evaluates.
        case policy
    }

    /// What changes Pods.
    package var engine = Engine.webhook
    /// The names of what the engine `policy` writes.
    package var policy = PolicyNames()
    /// Whether the leader keeps `matchConditions` of the webhook's registration.
    package var matchConditions = false

    /// The Secret with nothing but empty entries that Pods get last, for the registries that have `anonymousFallback`.
    package var anonymousSecretName = ClusterNames.anonymousSecret

    /// Namespaces of the system that opt in by their label like any other.
    package var systemNamespaces: [String] = []

    /// Whether the rules must be said in CEL.
    package var needsCEL: Bool { engine == .policy || matchConditions }

    /// The defaults.
    package init() {}
}

/// `injection.policy`, names in the cluster.
package struct PolicyNames: Sendable, Hashable {
    /// The name of the MutatingAdmissionPolicy and of its binding.
    package var name = ClusterNames.standard
    /// The ClusterRole that owns both, so that they go with it; nil for none.
    ///
    /// Where one is named and is not there, nothing is made: it is being uninstalled.
    package var ownerRole: String?

    /// The defaults.
    package init() {}
}
