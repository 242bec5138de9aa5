/// Counts the copies, and tells when more of them would go than anybody can have meant.
///
/// It is there for mistakes: a selector, a rule or labels that suddenly leave most namespaces out. So it looks only at copies that were
/// wanted at some time (``CopyState/Origin``): Secrets that somebody gave our marks, where nothing of ours was ever wanted, go without
/// weighing on either side. Else a tenant could hold every removal with Secrets of his own, or hide a mistake behind them.
struct RemovalGuard: Sendable {
    /// Copies of ours that are or were wanted.
    private(set) var ours = 0
    /// Those of them that nobody wants any more.
    private(set) var unwanted = 0
    private var unwantedOfRetiredNames = 0
    private var namespacesWithUnwanted = 0
    /// Copies whose removal waits, for the guard or for a working watch.
    var held: Set<CopyKey> = []
    /// Whether it is known to people that removals are held.
    var wasNoticed = false

    /// Whether more than half of all copies would go.
    ///
    /// One opted-out namespace is one person's decision and no mass removal.
    var isMassRemoval: Bool {
        guard unwanted * 2 > ours else { return false }
        return unwantedOfRetiredNames > 0 || namespacesWithUnwanted > 1
    }

    /// Takes in that a copy counts otherwise than before.
    mutating func count(
        from before: CopyState.Standing,
        to after: CopyState.Standing,
        in namespace: inout NamespaceState,
        of secretName: inout SecretNameState
    ) {
        let unwantedBefore = namespace.unwanted
        for (counted, change) in [(before, -1), (after, 1)] where counted.isOurs {
            secretName.ours += change
            guard counted == .wanted || counted == .unwanted else { continue }
            ours += change
            guard counted == .unwanted else { continue }
            unwanted += change
            namespace.unwanted += change
            if !secretName.isCurrent { unwantedOfRetiredNames += change }
        }
        if unwantedBefore == 0, namespace.unwanted > 0 { namespacesWithUnwanted += 1 }
        if unwantedBefore > 0, namespace.unwanted == 0 { namespacesWithUnwanted -= 1 }
    }

    /// Takes in that a Secret name with so many unwanted copies has become current, or is current no longer.
    mutating func nameChanged(isCurrent: Bool, unwanted: Int) {
        unwantedOfRetiredNames += isCurrent ? -unwanted : unwanted
    }
}

extension CopyState.Standing {
    /// Whether it is a copy that one of our leaders may have made.
    var isMade: Bool { isOurs }

    /// Whether it may be a copy that we made: what has come up by itself is none, and keeps no name and no master alive.
    fileprivate var isOurs: Bool { self != .none && self != .forged }

    /// Whether it is to be removed.
    var isUnwanted: Bool {
        switch self {
        case .none, .wanted: false
        case .unwanted, .stray, .forged: true
        }
    }
}
