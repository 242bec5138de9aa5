package import Admission
package import Configuration

extension InjectionRule {
    /// The rule of a registry: the one place that says what its settings mean for a Pod.
    ///
    /// The labels that the registry asks of its namespaces are no part of it: admission sees names only. ``NamespaceCondition``
    /// has both.
    package init(_ registry: Registry) {
        self.init(
            name: registry.name,
            secretName: registry.secretName,
            patterns: registry.matchImages,
            matchesEveryPod: registry.always,
            namespaceNames: registry.namespaces.names,
            forcesAlwaysPull: registry.imagePullPolicy == .always,
            allowsAnonymous: registry.anonymousFallback
        )
    }
}

extension AdmissionRules {
    /// The rules of a configuration's registries, in its order, as long as nothing is known of namespaces but their names.
    package init(_ configuration: Configuration) {
        self.init(
            configuration.registries.map { InjectionRule($0) },
            anonymousSecret: configuration.injection.anonymousSecretName,
            notices: AdmissionNotices(configuration.injection)
        )
    }

    /// The rules that hold in a namespace with these labels.
    package init(_ configuration: Configuration, inNamespaceLabelled labels: [String: String]) {
        self.init(
            configuration.registries
                .filter { NamespaceCondition($0.namespaces).fits(labels) }
                .map { InjectionRule($0) },
            anonymousSecret: configuration.injection.anonymousSecretName
        )
    }
}

extension AdmissionNotices {
    /// What the settings ask for.
    package init(_ settings: InjectionSettings) {
        self.init(warns: settings.warnings, selfTestNamespace: settings.selfTest?.namespace)
    }
}
