package import Admission
package import Configuration

extension InjectionRule {
    /// Makes the rule of a registry.
    ///
    /// The labels that the registry asks of its namespaces are no part of it: admission sees names only.
    package init(_ registry: Registry) {
        self.init(
            name: registry.name,
            secretName: registry.secretName,
            patterns: registry.matchImages,
            matchesEveryPod: registry.always,
            namespaceNames: registry.namespaces.names,
            forcesAlwaysPull: registry.imagePullPolicy == .always
        )
    }
}
