/// Waiting times that double from one failure to the next, with jitter so that many do not come back together.
///
/// Whoever waits gives the random numbers, so that a simulation can be replayed.
package struct Backoff: Sendable, Hashable {
    /// The wait after a first failure, before jitter.
    package let first: Duration
    /// The longest wait.
    package let limit: Duration
    /// How many failures there were in a row.
    package private(set) var failures = 0

    /// Starts without failures.
    package init(first: Duration, limit: Duration) {
        self.first = first
        self.limit = limit
    }

    /// The wait after so many failures in a row (at least 1): doubled each time up to the limit, of which between the half and the
    /// whole by a number from 0 to 1.
    package func delay(afterFailures failures: Int, random: Double) -> Duration {
        let whole = min(limit, first * (1 << min(max(failures, 1) - 1, 20)))
        return whole * (0.5 + 0.5 * min(max(random, 0), 1))
    }

    /// Counts one more failure, and tells how long to wait.
    package mutating func next(random: Double) -> Duration {
        failures += 1
        return delay(afterFailures: failures, random: random)
    }

    /// Something worked: the next failure is a first one.
    package mutating func reset() { failures = 0 }
}
