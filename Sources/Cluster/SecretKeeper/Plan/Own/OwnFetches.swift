internal import EventLoop
internal import Text

/// The fetches of credentials that are a namespace's own: how many are under way, and when the next may begin.
///
/// There may be one for each of ten thousand namespaces: they wait in a queue in which namespaces take turns.
struct OwnFetches: Sendable {
    /// The most that are under way at once.
    static let atOnce = 4
    /// The most of a second, whatever the API server's rate allows: providers have limits of their own, for all of an account.
    private static let mostPerSecond = 10.0
    /// How many requests to the API server one needs: ServiceAccount, token, Secret, and what goes wrong.
    private static let requests = 4.0

    /// What waits.
    var queue = WorkQueue()
    /// How many are under way.
    var busy = 0
    /// Steady time before which none begins.
    var nextAt = LoopInstant.start
    /// Steady time at which a copy is fetched again that was written last by this plan; none where it was another.
    var renewAt: [CopyKey: LoopInstant] = [:]
    /// Copies whose last fetch failed, and whether that says something about the namespace: not where nobody answered.
    private var failing: [CopyKey: Bool] = [:]
    /// How many of them there are, by column.
    private var failingInColumn: [Int: Int] = [:]

    /// How many may begin in a second.
    static func rate(requestsPerSecond: Double) -> Double {
        max(0.05, min(mostPerSecond, requestsPerSecond / requests))
    }

    /// When the next may begin; nil where none waits, or enough are under way.
    func nextStart(now: LoopInstant) -> LoopInstant? {
        queue.isEmpty || busy >= Self.atOnce ? nil : max(nextAt, now)
    }

    /// Whether the last fetch of a copy failed.
    func isFailing(_ key: CopyKey) -> Bool { failing[key] != nil }

    /// Whether it failed for a reason that says something about the namespace.
    func isRefused(_ key: CopyKey) -> Bool { failing[key] ?? false }

    /// How many of a column's copies failed the last time.
    func failing(inColumn column: Int) -> Int { failingInColumn[column] ?? 0 }

    /// The copies of a column that failed the last time.
    func failing(ofColumn column: Int) -> [CopyKey] { failing.keys.filter { $0.column == column } }

    /// Takes in that the fetch of a copy failed.
    mutating func failed(_ key: CopyKey, isRefused: Bool) {
        if failing.updateValue(isRefused, forKey: key) == nil { failingInColumn[key.column, default: 0] += 1 }
    }

    /// Takes in that the fetch of a copy worked.
    mutating func worked(_ key: CopyKey) {
        if failing.removeValue(forKey: key) != nil { failingInColumn[key.column, default: 0] -= 1 }
    }

    /// Forgets a copy whose namespace is gone.
    mutating func forget(_ key: CopyKey) {
        worked(key)
        renewAt[key] = nil
        queue.remove(key)
    }

    /// One begins.
    mutating func begin(rate: Double, now: LoopInstant) {
        busy += 1
        nextAt = now + .bounded(seconds: 1 / rate)
    }
}
