/// One rule of a Role or ClusterRole that is bound to a user.
package struct AccessRule: Sendable, Hashable {
    /// Verbs, or `*`.
    package var verbs: Set<String>
    /// API groups, or `*`; the core's is empty.
    package var groups: Set<String>
    /// Resources, or `*`.
    package var resources: Set<String>
    /// The names to which it is restricted; empty for no restriction.
    package var resourceNames: Set<String>
    /// The namespace of the Role; nil for a ClusterRole that is bound in the whole cluster.
    package var namespace: String?

    /// Makes a rule.
    package init(
        verbs: Set<String>,
        groups: Set<String> = [""],
        resources: Set<String>,
        resourceNames: Set<String> = [],
        namespace: String? = nil
    ) {
        self.verbs = verbs
        self.groups = groups
        self.resources = resources
        self.resourceNames = resourceNames
        self.namespace = namespace
    }

    /// Everything.
    package static let everything = AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"])

    /// Whether it allows a request.
    ///
    /// A request without a name, such as a POST, is never allowed by a rule with names.
    func allows(verb: String, _ group: String, _ resource: String, namespace: String, name: String) -> Bool {
        func holds(_ set: Set<String>, _ value: String) -> Bool { set.contains(value) || set.contains("*") }
        if let own = self.namespace, own != namespace { return false }
        guard holds(verbs, verb), holds(groups, group), holds(resources, resource) else { return false }
        return resourceNames.isEmpty || !name.isEmpty && resourceNames.contains(name)
    }
}
