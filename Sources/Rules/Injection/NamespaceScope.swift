package import Configuration
internal import Names

/// The namespaces that an installation looks at: those that are opted in, without those that must work while it does not.
package struct NamespaceScope: Sendable, Hashable {
    /// Who opts in.
    package var selector: LabelSelector
    /// Those that are left out whatever their labels: its own, and the system's.
    package var excludedNames: [String]
    /// The only names to look at, for an installation that has Roles in them and no ClusterRole; empty for all.
    package var onlyNames: [String]

    /// Makes a scope; `ownNamespace` is nil where nobody knows it.
    package init(_ selector: LabelSelector, ownNamespace: String? = nil, onlyNames: [String] = []) {
        self.selector = selector
        excludedNames = [ownNamespace].compactMap(\.self) + ClusterNames.excludedNamespaces
        self.onlyNames = onlyNames
    }

    /// Whether a namespace is never looked at, labelled or not.
    package func excludes(_ name: String) -> Bool {
        excludedNames.contains(name) || (!onlyNames.isEmpty && !onlyNames.contains(name))
    }

    /// Whether a namespace is looked at.
    package func contains(_ namespace: LabelledNamespace) -> Bool {
        !excludes(namespace.name) && selector.matches(namespace.labels)
    }
}
