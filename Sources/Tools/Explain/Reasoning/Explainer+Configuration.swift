internal import Admission
package import Configuration
internal import Injection

extension Explainer {
    /// Makes an explainer for the rules of a configuration.
    ///
    /// - Parameters:
    ///   - configuration: The configuration.
    ///   - ownNamespace: Pullpass' own namespace; nil where nobody knows it.
    ///   - onlyNamespaces: The only namespaces that the installation looks at; empty for all.
    package init(_ configuration: Configuration, ownNamespace: String? = nil, onlyNamespaces: [String] = []) {
        let labels = configuration.registries.map { ($0.name, $0.namespaces.labels) }
        let remarks = configuration.registries.compactMap { registry in
            registry.readersRemark.map { (registry.name, $0) }
        }
        self.init(
            rules: RuleSet(
                configuration.registries.map { InjectionRule($0) },
                anonymousSecret: configuration.injection.anonymousSecretName,
                notices: AdmissionNotices(configuration.injection)
            ),
            namespaceLabels: Dictionary(labels) { first, _ in first },
            readersRemarks: Dictionary(remarks) { first, _ in first },
            optIn: NamespaceOptIn(
                NamespaceScope(configuration, ownNamespace: ownNamespace, onlyNames: onlyNamespaces)
            )
        )
    }
}
