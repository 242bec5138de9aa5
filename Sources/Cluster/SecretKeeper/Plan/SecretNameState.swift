internal import Configuration
internal import EventLoop
internal import Images
internal import Injection

/// A Secret name that is watched: one of the configuration, or one that was and whose copies are still around.
struct SecretNameState: Sendable {
    let secretName: String
    /// What its copies hold.
    var purpose: CopyPurpose
    /// Whether the configuration has it; the copies of a name that is not current go after `removeAfter`.
    var isCurrent: Bool
    /// Whether the configuration says that its copies are to go (`retired`): nobody's mistake, and known to a round that has no memory.
    var isRetired = false
    /// Whether a copy is made where a Pod needs it, and not before; the anonymous try is needed with any registry's copy.
    var isLazy = false
    /// Whether each namespace has a credential of its own, and there is no master to copy (`perNamespace`).
    var isOwn = false
    /// How often what such credentials are fetched with has changed; what is written is known by it.
    var ownNumber: UInt32 = 0
    /// The namespaces that the registry is for, opt-in aside; the anonymous try is for those of all its registries.
    var condition = NamespaceCondition(NamespaceRule())
    /// Whether the watch has told all copies.
    ///
    /// Nothing is removed before, and where one watch tells them all, nothing is written either: see ``isSynced(in:)``.
    var isSynced = false
    /// The namespaces that were told one by one, where each has a watch of its own; of `also` its places know them.
    private(set) var listed: Set<String> = []
    /// Copies of ours.
    var ours = 0
    /// Pieces of work on its copies that are under way.
    var busy = 0
    /// Up to which steady time a write of a name that is not current any more may come to light: one that was on its way, or of a replica that
    /// has the new configuration later.
    var settlingUntil: LoopInstant?
    /// Where it is, of an entry of `also`.
    var places = AlsoPlaces()
    /// How the places stand that should have a copy.
    var tally = CopyTally()
    /// The rights to it, one a ``Right``.
    private var rights = [MissingRight](repeating: MissingRight(), count: Right.allCases.count)

    /// How long no request is on its way, no watch late, and no replica's configuration old.
    static let settlingTime = Duration.seconds(120)

    init(secretName: String, purpose: CopyPurpose, isCurrent: Bool) {
        self.secretName = secretName
        self.purpose = purpose
        self.isCurrent = isCurrent
    }

    subscript(right: Right) -> MissingRight {
        get { rights[right.rawValue] }
        _modify { yield &rights[right.rawValue] }
    }

    /// When a right is looked for again.
    var nextTry: LoopInstant? { rights.compactMap(\.pausedUntil).min() }

    /// From now on a write may come to light, of a name that is not current any more.
    mutating func settle(now: LoopInstant) { settlingUntil = now + Self.settlingTime }

    /// Whether the watch has told what is in a namespace: it can be written there, whatever is known of others.
    func isSynced(in namespace: NamespaceState) -> Bool {
        purpose.isAlso ? places.listed.contains(namespace.name) : isSynced || listed.contains(namespace.name)
    }

    /// The watch of one namespace has told what is there.
    mutating func list(_ namespace: String) {
        guard purpose.isAlso else {
            listed.insert(namespace)
            return
        }
        places.list(namespace)
        isSynced = places.areListed
    }

    /// Whether the registry is for a namespace, opt-in aside; of `also`, whether the namespace is named, which needs no opt-in.
    func allows(_ namespace: LabelledNamespace) -> Bool {
        switch purpose {
        case .credential: isCurrent && condition.holds(for: namespace)
        case .also: isCurrent && places.wanted.contains(namespace.name)
        case .anonymousTry: false
        }
    }
}
