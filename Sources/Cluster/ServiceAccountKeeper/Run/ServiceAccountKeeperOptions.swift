internal import Configuration
internal import Controllers
internal import Kubernetes

/// What a ``ServiceAccountKeeper`` is told.
package struct ServiceAccountKeeperOptions: Sendable {
    /// Pullpass' own namespace, whose accounts are left alone.
    package var namespace: String
    /// The name of the Lease, by which installations know their own names.
    package var leaseName: String
    /// The only namespaces to look at; empty for all.
    package var onlyNamespaces: [String]
    /// For one round: whether names that nobody wants may go at once.
    ///
    /// A round does not know for how long nobody has wanted them.
    package var confirmsRemoval = false
    /// Whether it is for one round.
    package var isRound = false

    /// Makes options.
    package init(namespace: String, leaseName: String, onlyNamespaces: [String] = []) {
        self.namespace = namespace
        self.leaseName = leaseName
        self.onlyNamespaces = onlyNamespaces
    }

    /// What this installation knows its own names by.
    var ownership: Ownership { Ownership(namespace: namespace, leaseName: leaseName) }

    /// Where accounts are listed and watched: each by itself, or nil for all together.
    var watchedNamespaces: [String?] { onlyNamespaces.isEmpty ? [nil] : onlyNamespaces }

    static func target(_ namespace: String?) -> WatchTarget {
        WatchTarget(path: ResourcePath(resource: "serviceaccounts", namespace: namespace).path)
    }

    func rules(of configuration: Configuration) -> AccountRules {
        AccountRules(configuration, ownNamespace: namespace, onlyNamespaces: onlyNamespaces)
    }

    /// How long a name that nobody wants stays, which is not longer than the Secret that it names; nil for ever.
    func grace(of configuration: Configuration) -> Duration? {
        let removeAfter = configuration.keeper.removeAfter
        guard isRound else { return min(removeAfter, AccountPlan.longestGrace) }
        return confirmsRemoval || removeAfter == .zero ? .zero : nil
    }
}
