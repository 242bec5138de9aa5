internal import Credentials

/// When a credential is fetched next: pure functions of times in seconds, for one credential at a time.
///
/// ``margin`` depends on how many copies there are, so that a schedule is made for each credential anew; it costs nothing.
struct RefreshSchedule: Sendable, Hashable {
    /// How long before its end a credential is replaced at the latest.
    var margin: Double
    /// By which part of itself a delay is made longer or shorter, so that fetches do not come in step; 0…1.
    var jitter = TokenFreshness.jitter
    /// The shortest time between two fetches, whatever the provider or the clock says.
    var floor = TokenFreshness.moment
    /// The pause after the first failure; it doubles with each further one.
    var firstRetry = 5.0
    /// The longest pause after a failure, before jitter.
    var longestRetry = 300.0
    /// How far a fetch may lie in the future before it counts as one of a wrong clock.
    var clockTolerance = TokenFreshness.clockTolerance

    /// Makes a schedule; a margin that is negative or no number counts as none.
    init(margin: Double = RefreshSchedule.leastMargin) {
        self.margin = margin > 0 ? margin : 0
    }

    /// The margin of a credential without copies, in seconds.
    static let leastMargin = 120.0

    /// How long it takes to write all copies, in seconds.
    static func spreadTime(copies: Int, writesPerSecond: Double) -> Double {
        guard copies > 0 else { return 0 }
        return writesPerSecond > 0 ? Double(copies) / writesPerSecond : .infinity
    }

    /// The margin that leaves time to write all copies, in seconds.
    static func margin(copies: Int, writesPerSecond: Double) -> Double {
        spreadTime(copies: copies, writesPerSecond: writesPerSecond) + leastMargin
    }

    /// When a credential that works is fetched again, or nil when only a change of its sources makes that necessary.
    ///
    /// That is after half its life, or ``margin`` before its end if that is earlier, but not within ``floor`` after the last fetch.
    /// The result may lie in the past: then it is due now.
    ///
    /// - Parameters:
    ///   - fetchedAt: When it was fetched last. A fetch that brought the same credential again counts: half of the life that is left is
    ///     then waited for, which is how a provider that hands out one token until shortly before its end gets asked more and more often.
    ///   - expiresAt: When it ends; nil when nobody says.
    ///   - now: The time of the wall clock.
    ///   - random: A number in 0..<1; the same number for the same credential gives the same time.
    /// - Returns: Seconds since 1970.
    func due(
        fetchedAt: Double,
        expiresAt: Double?,
        now: Double,
        random: Double
    ) -> Double? {
        // A fetch from the future: the clock was wrong then or is now, so nothing is known about the life that is left.
        guard fetchedAt.isFinite, fetchedAt <= now + clockTolerance else { return now }
        var delays: [Double] = []
        if let expiresAt, expiresAt != .infinity {
            // A NaN is no time: what is not known to live is taken for dead.
            let life = expiresAt > fetchedAt ? expiresAt - fetchedAt : 0
            delays.append(min(jittered(life / 2, random), life - margin))
        }
        guard let delay = delays.min() else { return nil }
        return fetchedAt + max(delay, floor)
    }

    /// When a fetch that failed is tried again.
    ///
    /// - Parameters:
    ///   - failures: How many fetches have failed since the last that worked; at least 1.
    ///   - now: The time of the wall clock at the failure.
    ///   - random: A number in 0..<1.
    /// - Returns: Seconds since 1970, always after `now`.
    func retry(failures: Int, now: Double, random: Double) -> Double {
        // Past 2^30 the longest pause has long been reached.
        let doublings = min(max(failures, 1) - 1, 30)
        let delay = min(firstRetry * Double(1 << doublings), longestRetry)
        return now + max(jittered(delay, random), 1)
    }

    private func jittered(_ delay: Double, _ random: Double) -> Double {
        let share = random.isNaN ? 0.5 : min(max(random, 0), 1)
        return delay * (1 + jitter * (2 * share - 1))
    }
}
