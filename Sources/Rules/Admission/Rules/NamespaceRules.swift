package import Images

/// What holds in one namespace beside the names that a rule is for.
package struct NamespaceRules: Sendable, Hashable {
    /// The rules that are not for it, since its labels do not fit.
    package var excluded: RegistrySet
    /// Rules of its own, after all others; their indices follow the last one of the configuration.
    package var tenants: TenantRules

    /// Makes the rules of a namespace.
    package init(excluded: RegistrySet = RegistrySet(), tenants: TenantRules = .none) {
        self.excluded = excluded
        self.tenants = tenants
    }

    /// Makes the rules of a namespace, and compiles its own.
    package init(excluded: RegistrySet = RegistrySet(), tenants: [InjectionRule]) {
        self.init(excluded: excluded, tenants: TenantRules(tenants))
    }

    var isEmpty: Bool { excluded.isEmpty && tenants.rules.isEmpty }
}

/// Rules that Secrets of a namespace make there, compiled: the one part of a namespace's rules that takes time, and that no change of the
/// configuration touches.
package final class TenantRules: Sendable {
    /// No rules.
    package static let none = TenantRules([])

    /// The rules, in the order in which their Secrets are added to a Pod.
    package let rules: [InjectionRule]
    let matcher: ImageMatcher
    let secrets: [PullSecret]

    /// Compiles rules.
    package init(_ rules: [InjectionRule]) {
        self.rules = rules
        matcher = ImageMatcher(rules.map(\.patterns))
        secrets = rules.map { PullSecret(name: $0.secretName) }
    }
}

extension TenantRules: Hashable {
    /// Whether both are the same rules.
    package static func == (left: TenantRules, right: TenantRules) -> Bool {
        left === right || left.rules == right.rules
    }

    /// Hashes the rules' Secrets, which tell rules apart well enough.
    package func hash(into hasher: inout Hasher) {
        for rule in rules { hasher.combine(rule.secretName) }
    }
}
