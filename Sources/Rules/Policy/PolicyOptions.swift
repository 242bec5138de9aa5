internal import Names

/// What the objects of a cluster need besides the configuration.
package struct PolicyOptions: Sendable, Hashable {
    /// The name of the policy and of its binding.
    package var name: String
    /// Pullpass' own namespace, whose Pods are left alone, as those of the system's namespaces.
    package var ownNamespace: String
    /// The only namespaces to look at; empty for all.
    package var onlyNamespaces: [String]

    /// Makes the options.
    package init(
        name: String = ClusterNames.standard,
        ownNamespace: String = ClusterNames.standard,
        onlyNamespaces: [String] = []
    ) {
        self.name = name
        self.ownNamespace = ownNamespace
        self.onlyNamespaces = onlyNamespaces
    }
}
