internal import Configuration
internal import EventLoop
internal import Images
internal import Injection

/// A Secret name that is watched: of a configured registry, or one that was and whose copies are still around.
struct SecretNameState: Sendable {
    let secretName: String
    /// Whose master is copied.
    var registry: String
    /// Whether the configuration has it; the copies of a name that is not current go after `removeAfter`.
    var isCurrent: Bool
    var isLazy = false
    /// The namespaces that the registry is for, opt-in aside.
    var condition = NamespaceCondition(NamespaceRule())
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
    var nextTry: LoopInstant? { rights.compactMap(\.pausedUntil).min() }

    /// Whether the registry is for a namespace, opt-in aside.
    func allows(_ namespace: LabelledNamespace) -> Bool { isCurrent && condition.holds(for: namespace) }
}
