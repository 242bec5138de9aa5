internal import Images

/// A namespace, or the name of one that only copies were seen of.
struct Space: Sendable {
    var name: String
    /// Whether the watch of namespaces has shown it.
    var isKnown = false
    /// Whether it is being deleted.
    var isTerminating = false
    /// Whether it is opted in and none of the namespaces that never are.
    var isSelected = false
    /// Kept to judge it again when the configuration changes; they are a fraction of what an object has.
    var labels: [String: String] = [:]
    /// One a slot.
    var cells: [Cell] = []
    /// Copies of ours here that nobody wants.
    var unwanted = 0

    /// Whether something may be written here.
    var isWritable: Bool { isKnown && !isTerminating }
}

/// A Secret name that is watched: of a configured registry, or one that was and whose copies are still around.
struct Slot: Sendable {
    let secretName: String
    /// Whose master is copied.
    var registry: String
    /// Whether the configuration names it; a slot that is not current is emptied after `removeAfter`.
    var isCurrent: Bool
    var isLazy = false
    var names = NamespaceNames([])
    var labels: [String: String] = [:]
    /// Whether the watch has told all copies.
    ///
    /// Nothing is written or removed before.
    var isSynced = false
    /// Copies of ours.
    var ours = 0
    /// The rights to it, one a ``Right``.
    private var rights = [MissingRight](repeating: MissingRight(), count: Right.allCases.count)

    init(secretName: String, registry: String, isCurrent: Bool) {
        self.secretName = secretName
        self.registry = registry
        self.isCurrent = isCurrent
    }

    subscript(right: Right) -> MissingRight {
        get { rights[right.rawValue] }
        _modify { yield &rights[right.rawValue] }
    }

    /// When a right is looked for again.
    var nextTry: Double? { rights.compactMap(\.pausedUntil).min() }

    /// Whether the registry's rule takes a namespace, opt-in aside.
    func allows(name: String, labels namespaceLabels: [String: String]) -> Bool {
        guard isCurrent, labels.allSatisfy({ namespaceLabels[$0.key] == $0.value }) else { return false }
        return names.contains(name)
    }
}

/// The state of one copy.
struct Cell: Sendable {
    /// How a cell counts for the guard against mass removal.
    enum Standing: Sendable { case none, wanted, unwanted }

    var copy: CopyState?
    /// The namespace is opted in and the rule takes it.
    var isAllowed = false
    /// A Pod of the namespace waits for it.
    var isHinted = false
    /// A Pod needed it once: a lazy copy is kept, and made again when it is deleted.
    var isNeeded = false
    /// Handed out and not finished.
    var isBusy = false
    var standing = Standing.none
    /// Steady time since when a copy of ours is not wanted.
    var unwantedSince: Double?
    /// Steady time before which it is not tried again.
    var retryAt: Double?
    var failures = 0
    /// The resourceVersion that our own forced write left behind: right by definition, whoever else shows up in managedFields.
    var verifiedVersion: String?
    /// The Secret that turned out to be immutable.
    var immutableUID: String?
    /// The Secret that we deleted: late reports of it are ignored.
    var removedUID: String?
    /// The foreign Secret that was reported.
    var reportedUID: String?
    /// The earliest entry in the timer heap, so that it is not filled twice.
    var timerAt: Double?
}
