/// Waiting times that double from one failure to the next, with jitter so that many clients do not come back together.
struct Backoff: Sendable {
    let base: Duration
    let limit: Duration
    private(set) var failures = 0

    init(base: Duration, limit: Duration) {
        self.base = base
        self.limit = limit
    }

    /// The time to wait after one more failure: between the half and the whole of the doubled one, by a number from 0 to 1.
    mutating func next(random: Double) -> Duration {
        let whole = min(limit, base * (1 << min(failures, 20)))
        failures += 1
        return whole * (0.5 + 0.5 * min(max(random, 0), 1))
    }

    mutating func reset() { failures = 0 }
}
