internal import EventLoop

/// Hints for namespaces that are not known yet: a namespace and its first Pod may come together.
///
/// Bounded, since anybody can make the webhook say anything. Of those for which there was no room only the registries are remembered: whoever
/// fills it with invented names, and keeps it full, must not have true ones forgotten.
struct EarlyHints: Sendable {
    private static let limit = 1024
    /// For how long a namespace is waited for.
    private static let patience = Duration.seconds(300)

    private var hints: [String: (registries: Set<String>, until: LoopInstant)] = [:]
    /// Nothing ends before: a flood must not have all of them looked through for each hint.
    private var nextEnd = LoopInstant.start
    /// The registries of hints that were dropped, for namespaces that nobody knows any more.
    private var dropped: (registries: Set<String>, until: LoopInstant) = ([], .start)

    /// Keeps a hint; only its registry where there are too many that still wait.
    mutating func add(namespace: String, registry: String, now: LoopInstant) {
        if hints[namespace] == nil, hints.count >= Self.limit {
            guard nextEnd <= now else { return drop(registry, now: now) }
            hints = hints.filter { $0.value.until > now }
            nextEnd = hints.values.map(\.until).min() ?? now
            guard hints.count < Self.limit else { return drop(registry, now: now) }
        }
        hints[namespace, default: ([], .start)].registries.insert(registry)
        hints[namespace]?.until = now + Self.patience
    }

    /// The registries that were asked for in a namespace, which is forgotten.
    mutating func take(namespace: String, now: LoopInstant) -> Set<String> {
        guard let hint = hints.removeValue(forKey: namespace), hint.until > now else { return [] }
        return hint.registries
    }

    /// The registries that any namespace may have been asked for, since hints were dropped lately.
    func lost(now: LoopInstant) -> Set<String> { dropped.until > now ? dropped.registries : [] }

    private mutating func drop(_ registry: String, now: LoopInstant) {
        if dropped.until <= now { dropped.registries = [] }
        dropped.registries.insert(registry)
        dropped.until = now + Self.patience
    }
}
