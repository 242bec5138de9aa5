internal import Admission
package import Configuration
internal import Injection

extension Explainer {
    /// Makes an explainer for the rules of a configuration.
    package init(_ configuration: Configuration) {
        let labels = configuration.registries.map { ($0.name, $0.namespaces.labels) }
        let remarks = configuration.registries.compactMap { registry in
            registry.readersRemark.map { (registry.name, $0) }
        }
        self.init(
            rules: RuleSet(
                configuration.registries.map { InjectionRule($0) },
                anonymousSecret: configuration.injection.anonymousSecretName
            ),
            namespaceLabels: Dictionary(labels) { first, _ in first },
            readersRemarks: Dictionary(remarks) { first, _ in first },
            optIn: NamespaceOptIn(NamespaceScope(configuration))
        )
    }
}
