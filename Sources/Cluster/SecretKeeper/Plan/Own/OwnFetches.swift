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
    /// Copies whose last fetch failed.
    private var failing: Set<CopyKey> = []
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
    func isFailing(_ key: CopyKey) -> Bool { failing.contains(key) }

    /// How many of a column's copies failed the last time.
    func failing(inColumn column: Int) -> Int { failingInColumn[column] ?? 0 }

    /// Takes in whether the fetch of a copy failed.
    mutating func note(_ key: CopyKey, isFailing: Bool) {
        if isFailing {
            if failing.insert(key).inserted { failingInColumn[key.column, default: 0] += 1 }
        } else if failing.remove(key) != nil {
            failingInColumn[key.column, default: 0] -= 1
        }
    }

    /// One begins.
    mutating func begin(rate: Double, now: LoopInstant) {
        busy += 1
        nextAt = now + .bounded(seconds: 1 / rate)
    }
}
