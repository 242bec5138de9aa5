package import Admission
package import Images

/// What the watches of a replica show of a namespace; registries go by name, since their places change with the configuration.
package struct NamespaceFacts: Sendable, Hashable {
    /// Registries whose `namespaces.labels` do not fit.
    package var excludedRegistries: Set<String>
    /// Rules that Secrets of the namespace itself make, compiled.
    package var compiledTenants: TenantRules

    /// Makes facts.
    package init(excludedRegistries: Set<String> = [], compiledTenants: TenantRules = .none) {
        self.excludedRegistries = excludedRegistries
        self.compiledTenants = compiledTenants
    }

    /// Makes facts, and compiles the rules.
    package init(excludedRegistries: Set<String> = [], tenants: [InjectionRule]) {
        self.init(excludedRegistries: excludedRegistries, compiledTenants: TenantRules(tenants))
    }

    /// Rules that Secrets of the namespace itself make.
    package var tenants: [InjectionRule] { compiledTenants.rules }

    /// Whether there is nothing to say.
    package var isEmpty: Bool { excludedRegistries.isEmpty && compiledTenants.rules.isEmpty }

    /// What they mean for rules, by the places of these.
    package func rules(among rules: [InjectionRule]) -> NamespaceRules {
        guard !excludedRegistries.isEmpty else { return NamespaceRules(tenants: compiledTenants) }
        var excluded = RegistrySet()
        for (index, rule) in rules.enumerated() where excludedRegistries.contains(rule.name) { excluded.insert(index) }
        return NamespaceRules(excluded: excluded, tenants: compiledTenants)
    }
}

extension InjectionRule {
    /// The rule that a Secret of a namespace makes there.
    package init(tenantSecret name: String, patterns: [ImagePattern]) {
        self.init(name: name, secretName: name, patterns: patterns)
    }
}
