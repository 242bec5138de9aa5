internal import Admission
package import Configuration
internal import Injection

extension Explainer {
    /// Makes an explainer for the rules of a configuration.
    package init(_ configuration: Configuration) {
        let labels = configuration.registries.map { ($0.name, $0.namespaces.labels) }
        self.init(
            rules: configuration.registries.map { InjectionRule($0) },
            namespaceLabels: Dictionary(labels) { first, _ in first },
            optIn: NamespaceOptIn(configuration.namespaceSelector)
        )
    }
}
