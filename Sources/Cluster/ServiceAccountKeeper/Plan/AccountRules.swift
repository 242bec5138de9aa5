internal import Configuration
internal import Images
internal import Injection
internal import Kubernetes
internal import Names

/// Which ServiceAccounts carry which names, by a configuration.
struct AccountRules: Sendable {
    private struct Entry: Sendable {
        let condition: NamespaceCondition
        let secretName: String
        let triesAnonymously: Bool
    }

    /// Whether names are added at all; otherwise all of ours go.
    private(set) var isEnabled: Bool
    private let scope: NamespaceScope
    private let entries: [Entry]
    /// The name of the anonymous try, which stands last.
    let anonymousName: String
    private let accounts: NamespaceNames
    private let selector: LabelSelector

    /// Makes the rules of a configuration.
    init(_ configuration: Configuration, ownNamespace: String, onlyNamespaces: [String]) {
        let settings = configuration.serviceAccounts ?? ServiceAccountSettings()
        isEnabled = settings.isEnabled
        accounts = NamespaceNames(settings.names)
        selector = settings.selector
        scope = NamespaceScope(configuration, ownNamespace: ownNamespace, onlyNames: onlyNamespaces)
        anonymousName = configuration.injection.anonymousSecretName
        entries = configuration.registries.filter(\.goesIntoServiceAccounts).map {
            Entry(
                condition: NamespaceCondition($0.namespaces),
                secretName: $0.secretName,
                triesAnonymously: $0.anonymousFallback
            )
        }
    }

    /// Those by which all of ours go.
    var disabled: AccountRules {
        var rules = self
        rules.isEnabled = false
        return rules
    }

    /// The names that accounts of a namespace carry, in the order of its Pods: as the webhook adds them, the anonymous try last.
    func names(in namespace: LabelledNamespace) -> [String] {
        guard isEnabled, scope.contains(namespace) else { return [] }
        var names: [String] = []
        var triesAnonymously = false
        for entry in entries where entry.condition.holds(for: namespace) {
            if !names.contains(entry.secretName) { names.append(entry.secretName) }
            triesAnonymously = triesAnonymously || entry.triesAnonymously
        }
        if triesAnonymously, !names.contains(anonymousName) { names.append(anonymousName) }
        return names
    }

    /// Whether an account carries the names of its namespace: it is selected, and does not say no itself.
    func selects(_ account: ServiceAccountObject) -> Bool {
        let metadata = account.metadata
        let words = [metadata.labels[PullpassKey.inject], metadata.annotations[PullpassKey.inject]]
        guard !words.contains(where: { $0.map(InjectValue.disabled.contains) ?? false }) else { return false }
        return accounts.contains(metadata.name) && selector.matches(metadata.labels)
    }
}
