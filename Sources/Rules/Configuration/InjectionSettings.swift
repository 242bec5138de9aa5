internal import Names

/// `injection:`, by whom Pods are given their Secrets.
package struct InjectionSettings: Sendable, Hashable {
    /// What changes Pods.
    package enum Engine: String, Sendable, Hashable, CaseIterable {
        /// Pullpass' own admission webhook.
        case webhook
        /// A MutatingAdmissionPolicy, which the keeper writes and the API server evaluates.
        case policy
        /// Nothing: Secrets are kept, and ServiceAccounts may name them.
        case nothing = "none"
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

    /// Whether whoever creates a Pod is warned of what was most likely meant, and of registries without a credential.
    package var warnings = true
    /// How the leader sees that the API server calls; nil where it does not look.
    package var selfTest: SelfTestSettings?

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

/// `injection.selfTest`: the leader sends a Pod that is not kept through the API server, and sees whether the webhook was asked.
package struct SelfTestSettings: Sendable, Hashable {
    /// The shortest and the longest ``period``.
    package static let periods = Duration.seconds(60)...Duration.seconds(3600)
    /// The namespace that it has unless somebody says otherwise.
    package static let standardNamespace = "\(ClusterNames.standard)-self-test"

    /// A namespace of its own, which is opted in and in which no Pod may be: a ResourceQuota of `pods: "0"`.
    package var namespace = Self.standardNamespace
    /// The time from one test to the next, within ``periods``.
    package var period = Duration.seconds(300)
    /// Labels of its Pod, for a registration whose `objectSelector` asks for them.
    package var podLabels: [String: String] = [:]

    /// The defaults.
    package init() {}
}
