internal import Images

/// The rules of a configuration, compiled for answering reviews.
///
/// Immutable, and one reference in size: a new configuration is a new value, and each answer is computed from one of them.
package struct AdmissionRules: Sendable {
    private let table: Table

    /// Compiles the rules; their order is the order in which Secrets are added to a Pod.
    ///
    /// - Parameters:
    ///   - rules: the rules.
    ///   - anonymousSecret: the Secret through which the kubelet pulls anonymously once all credentials are refused: a Pod gets it behind
    ///     all others, those of its namespace included, where one of the rules that it needs allows that. Nil for none.
    package init(_ rules: [InjectionRule], anonymousSecret: String? = nil) {
        let everywhere = CompiledRules(rules, anonymousSecret: anonymousSecret)
        table = Table(everywhere: everywhere, byNamespace: [:], byExclusion: [:])
    }

    private init(_ table: Table) { self.table = table }

    /// A Pod that would need more changes than this is left as it is; see ``AdmissionAnswer/Reason/tooLarge``.
    package static let maximumChanges = PodBounds.maximumChanges

    /// The rules in configuration order: the indices in ``AdmissionAnswer/registries`` point into this list.
    package var rules: [InjectionRule] { table.everywhere.rules }

    /// The same rules, with what is known of some namespaces; what was known of others stays.
    ///
    /// Takes time for each namespace that is known, and for each rule of those that change: changes are better handed over many at once.
    ///
    /// - Parameter changes: what holds in a namespace beside the rules' own `namespaceNames`; nil to forget it.
    /// - Returns: Those rules.
    package func with(_ changes: [String: NamespaceRules?]) -> AdmissionRules {
        var byNamespace = table.byNamespace
        // Most namespaces leave out the same rules: what is compiled for one is good for all of them.
        var byExclusion = table.byExclusion
        for (namespace, change) in changes {
            guard let change, !change.isEmpty else {
                byNamespace[namespace] = nil
                continue
            }
            let known = change.tenants.rules.isEmpty ? byExclusion[change.excluded] : nil
            let compiled = known ?? CompiledRules(table.everywhere, in: change)
            if change.tenants.rules.isEmpty { byExclusion[change.excluded] = compiled }
            byNamespace[namespace] = compiled
        }
        if byExclusion.count > Self.maximumShared {
            let used = Set(byNamespace.values.map(ObjectIdentifier.init))
            byExclusion = byExclusion.filter { used.contains(ObjectIdentifier($0.value)) }
        }
        return AdmissionRules(
            Table(everywhere: table.everywhere, byNamespace: byNamespace, byExclusion: byExclusion)
        )
    }

    /// With more sets of rules that are left out, it is looked which ones are in use: labels that somebody plays with leave many behind.
    private static let maximumShared = 64

    /// What an unknown namespace gets, and what the bytes are read with first.
    var everywhere: CompiledRules { table.everywhere }

    /// The rules of a namespace of which more is known than its name.
    func special(forNamespace namespace: String?) -> CompiledRules? {
        guard !table.byNamespace.isEmpty, let namespace else { return nil }
        return table.byNamespace[namespace]
    }

    private final class Table: Sendable {
        let everywhere: CompiledRules
        let byNamespace: [String: CompiledRules]
        /// Those that leave rules out and add none, by what they leave out.
        let byExclusion: [RegistrySet: CompiledRules]

        init(
            everywhere: CompiledRules,
            byNamespace: [String: CompiledRules],
            byExclusion: [RegistrySet: CompiledRules]
        ) {
            self.everywhere = everywhere
            self.byNamespace = byNamespace
            self.byExclusion = byExclusion
        }
    }
}
