internal import EventLoop
internal import Text

/// The fetches of credentials that are a namespace's own: how many are under way, and when the next may begin.
///
/// There may be one for each of ten thousand namespaces: they wait in a queue in which namespaces take turns.
struct OwnFetches: Sendable {
    /// How the last fetch of a copy failed.
    private struct Failure: Sendable {
        /// Whether that says something about the namespace: not where nobody answered.
        var isRefused: Bool
        /// Whether it is counted: only where the copy is wanted.
        var isCounted: Bool
    }

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
    /// Copies whose last fetch failed.
    private var failing: [CopyKey: Failure] = [:]
    /// When it was told last in their namespaces why.
    private var toldAt: [CopyKey: LoopInstant] = [:]
    /// How many of them are counted, by column.
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
    func isRefused(_ key: CopyKey) -> Bool { failing[key]?.isRefused ?? false }

    /// How many of a column's copies failed the last time and are still wanted.
    func failing(inColumn column: Int) -> Int { failingInColumn[column] ?? 0 }

    /// The copies of a column that failed the last time.
    func failed(inColumn column: Int) -> [CopyKey] { failing.keys.filter { $0.column == column } }

    /// Whether it was not told within the last hour why the fetch of a copy fails: Events are kept no longer.
    func isWorthTelling(_ key: CopyKey, now: LoopInstant) -> Bool {
        toldAt[key].map { now - $0 >= .seconds(3600) } ?? true
    }

    /// Takes in that it is told now.
    mutating func told(_ key: CopyKey, now: LoopInstant) { toldAt[key] = now }

    /// Takes in that the fetch of a copy failed.
    mutating func failed(_ key: CopyKey, isRefused: Bool) {
        let isCounted = failing[key]?.isCounted ?? false
        failing[key] = Failure(isRefused: isRefused, isCounted: isCounted)
        count(key, isWanted: true)
    }

    /// Takes in whether a copy is wanted, and by a fetch: one that is not lacks nothing, and what is known of it counts again when it is.
    mutating func count(_ key: CopyKey, isWanted: Bool) {
        guard !failing.isEmpty, let isCounted = failing[key]?.isCounted, isCounted != isWanted else { return }
        failing[key]?.isCounted = isWanted
        failingInColumn[key.column, default: 0] += isWanted ? 1 : -1
    }

    /// Forgets which fetches failed.
    ///
    /// - Returns: The copies of which that was known.
    mutating func forgetFailures() -> [CopyKey] {
        defer { (failing, failingInColumn, toldAt) = ([:], [:], [:]) }
        return Array(failing.keys)
    }

    /// Takes in that the fetch of a copy worked.
    mutating func worked(_ key: CopyKey) {
        count(key, isWanted: false)
        failing[key] = nil
        toldAt[key] = nil
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
