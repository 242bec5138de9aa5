package import Configuration
internal import Names

/// The namespaces that an installation looks at: those that are opted in, without those that must work while it does not.
package struct NamespaceScope: Sendable, Hashable {
    /// Who opts in.
    package var selector: LabelSelector
    /// Those that are left out whatever their labels: its own, the system's that no one has let in, and the self test's.
    package var excludedNames: [String]
    /// The only names to look at, for an installation that has Roles in them and no ClusterRole; empty for all.
    package var onlyNames: [String]

    /// Makes a scope.
    ///
    /// - Parameters:
    ///   - selector: who opts in.
    ///   - ownNamespace: Pullpass' own, which is left out whatever else is said; nil where nobody knows it.
    ///   - onlyNames: the only names to look at; empty for all.
    ///   - systemNames: namespaces of the system that may opt in like any other.
    ///   - selfTest: the namespace of the self test, where no Pod is kept that would need a Secret; nil for none.
    package init(
        _ selector: LabelSelector,
        ownNamespace: String? = nil,
        onlyNames: [String] = [],
        systemNames: [String] = [],
        selfTest: String? = nil
    ) {
        self.selector = selector
        let system = ClusterNames.excludedNamespaces.filter { !systemNames.contains($0) && $0 != ownNamespace }
        excludedNames = [ownNamespace].compactMap(\.self) + system + [selfTest].compactMap(\.self)
        self.onlyNames = onlyNames
    }

    /// Makes the scope of a configuration.
    package init(_ configuration: Configuration, ownNamespace: String? = nil, onlyNames: [String] = []) {
        self.init(
            configuration.namespaceSelector,
            ownNamespace: ownNamespace,
            onlyNames: onlyNames,
            systemNames: configuration.injection.systemNamespaces,
            selfTest: configuration.injection.selfTest?.namespace
        )
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
