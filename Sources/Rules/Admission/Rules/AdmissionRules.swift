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
    ///   - notices: what whoever creates a Pod is told beside.
    package init(
        _ rules: [InjectionRule],
        anonymousSecret: String? = nil,
        notices: AdmissionNotices = AdmissionNotices()
    ) {
        let everywhere = CompiledRules(rules, anonymousSecret: anonymousSecret, warns: notices.warns)
        table = Table(
            everywhere: everywhere,
            byNamespace: [:],
            byExclusion: [:],
            notices: notices,
            lacking: RegistrySet()
        )
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
            Table(
                everywhere: table.everywhere,
                byNamespace: byNamespace,
                byExclusion: byExclusion,
                notices: table.notices,
                lacking: table.lacking
            )
        )
    }

    /// The same rules, with what is known of their credentials.
    ///
    /// - Parameter names: the rules' names that have none now: a Secret of theirs is injected all the same, and whoever creates the Pod is told.
    /// - Returns: Those rules.
    package func lacking(credentialsOf names: Set<String>) -> AdmissionRules {
        var lacking = RegistrySet()
        if table.notices.warns, !names.isEmpty {
            for (index, rule) in rules.enumerated() where names.contains(rule.name) { lacking.insert(index) }
        }
        return AdmissionRules(
            Table(
                everywhere: table.everywhere,
                byNamespace: table.byNamespace,
                byExclusion: table.byExclusion,
                notices: table.notices,
                lacking: lacking
            )
        )
    }

    /// What whoever creates a Pod is told beside.
    package var notices: AdmissionNotices { table.notices }

    /// Whether there are rules without a credential.
    var hasLacks: Bool { !table.lacking.isEmpty }

    /// The rules without a credential.
    var lacking: RegistrySet { table.lacking }

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
        let notices: AdmissionNotices
        let lacking: RegistrySet

        init(
            everywhere: CompiledRules,
            byNamespace: [String: CompiledRules],
            byExclusion: [RegistrySet: CompiledRules],
            notices: AdmissionNotices,
            lacking: RegistrySet
        ) {
            self.notices = notices
            self.lacking = lacking
            self.everywhere = everywhere
            self.byNamespace = byNamespace
            self.byExclusion = byExclusion
        }
    }
}
