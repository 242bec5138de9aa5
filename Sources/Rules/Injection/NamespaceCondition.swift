package import Configuration
internal import Images

/// Which namespaces a registry is for, among those that an installation looks at: its ``NamespaceRule``, made ready.
package struct NamespaceCondition: Sendable, Hashable {
    private let names: NamespaceNames
    private let labels: [String: String]

    /// Makes a rule ready.
    package init(_ rule: NamespaceRule) {
        names = NamespaceNames(rule.names)
        labels = rule.labels
    }

    /// Whether the registry is for a namespace.
    package func holds(for namespace: LabelledNamespace) -> Bool {
        fits(namespace.labels) && names.contains(namespace.name)
    }

    /// Whether a namespace's labels fit, whatever its name.
    package func fits(_ namespaceLabels: [String: String]) -> Bool {
        labels.allSatisfy { namespaceLabels[$0.key] == $0.value }
    }
}
