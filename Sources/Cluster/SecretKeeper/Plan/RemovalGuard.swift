/// Counts the copies, and tells when more of them would go than anybody can have meant.
struct RemovalGuard: Sendable {
    /// Copies of ours.
    private(set) var ours = 0
    /// Those of them that nobody wants.
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
        for (counted, change) in [(before, -1), (after, 1)] where counted != .none {
            ours += change
            secretName.ours += change
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
