package import EventLoop
package import Text

/// When a credential is fetched next: pure functions of times, for one credential at a time.
///
/// ``margin`` depends on how many copies there are, so that a schedule is made for each credential anew; it costs nothing.
package struct RefreshSchedule: Sendable, Hashable {
    /// How long before its end a credential is replaced at the latest.
    package var margin: Duration
    /// By which part of itself a delay is made longer or shorter, so that fetches do not come in step; 0…1.
    package var jitter = TokenFreshness.jitter
    /// The shortest time between two fetches, whatever the provider or the clock says.
    package var floor = TokenFreshness.moment
    /// The shortest time between two new credentials, see ``rotationFloor(life:spread:)``.
    package var rotationFloor = RefreshSchedule.leastRotation
    /// The pause after the first failure; it doubles with each further one.
    package var firstRetry = Duration.seconds(5)
    /// The longest pause after a failure, before jitter.
    package var longestRetry = Duration.seconds(300)
    /// How far a fetch may lie in the future before it counts as one of a wrong clock.
    package var clockTolerance = TokenFreshness.clockTolerance

    /// Makes a schedule; a margin that is negative counts as none.
    package init(margin: Duration = RefreshSchedule.leastMargin) {
        self.margin = max(margin, .zero)
    }

    /// The margin of a credential without copies.
    package static let leastMargin = Duration.seconds(120)

    /// The shortest time between two new credentials of a registry.
    ///
    /// A new one is a write of every copy, a revision of each in etcd, and news for every kubelet that has a Pod with it: a provider whose
    /// tokens live for seconds must not set that pace. No provider that is known gives out tokens for less than a minute.
    package static let leastRotation = Duration.seconds(60)

    /// How long a new credential stays at least, whatever its life.
    ///
    /// A minute, where its copies can be renewed in time at that pace. Otherwise they will have an ended credential for a while anyway, and
    /// a faster pace would only make the keeper write all the time: half of its writes are left to everything else, up to one new credential
    /// a day.
    package static func rotationFloor(life: Duration, spread: Duration) -> Duration {
        life - spread >= leastRotation ? leastRotation : min(max(leastRotation, spread * 2), .seconds(86_400))
    }

    /// For how long the last copy has a credential that has ended before each new one; zero where all are renewed in time.
    package static func staleTime(life: Duration, spread: Duration) -> Duration {
        max(.zero, rotationFloor(life: life, spread: spread) + spread - max(.zero, life))
    }

    /// How long it takes to write all copies.
    package static func spreadTime(copies: Int, writesPerSecond: Double) -> Duration {
        guard copies > 0 else { return .zero }
        return writesPerSecond > 0 ? .bounded(seconds: Double(copies) / writesPerSecond) : .longest
    }

    /// The margin that leaves time to write all copies.
    package static func margin(copies: Int, writesPerSecond: Double) -> Duration {
        spreadTime(copies: copies, writesPerSecond: writesPerSecond) + leastMargin
    }

    /// When a credential that works is fetched again, or nil when only a change of its sources makes that necessary.
    ///
    /// That is after half its life, or ``margin`` before its end if that is earlier, but not within ``floor`` after the last fetch, nor
    /// within ``rotationFloor`` after the last one that brought a new credential. The result may lie in the past: then it is due now.
    ///
    /// - Parameters:
    ///   - fetchedAt: When it was fetched last. A fetch that brought the same credential again counts: half of the life that is left is
    ///     then waited for, which is how a provider that hands out one token until shortly before its end gets asked more and more often.
    ///   - rotatedAt: When a fetch last brought a new one; nil for ``fetchedAt``.
    ///   - expiresAt: When it ends; nil when nobody says.
    ///   - now: The time of the wall clock.
    ///   - random: A number in 0..<1; the same number for the same credential gives the same time.
    /// - Returns: A time of the wall clock.
    package func due(
        fetchedAt: Timestamp,
        rotatedAt: Timestamp? = nil,
        expiresAt: Timestamp?,
        now: Timestamp,
        random: Double
    ) -> Timestamp? {
        // A fetch from the future: the clock was wrong then or is now, so nothing is known about the life that is left.
        guard fetchedAt <= now + clockTolerance else { return now }
        guard let expiresAt, expiresAt != .distantFuture else { return nil }
        let life = max(expiresAt - fetchedAt, .zero)
        let due = fetchedAt + max(min(jittered(life / 2, random), life - margin), floor)
        // It came with a fetch, and none is later than the last: where it looks later, the clock has been set back since.
        return max(due, min(rotatedAt ?? fetchedAt, fetchedAt) + rotationFloor)
    }

    /// When a fetch that failed is tried again.
    ///
    /// - Parameters:
    ///   - failures: How many fetches have failed since the last that worked; at least 1.
    ///   - now: The time of the steady clock at the failure.
    ///   - random: A number in 0..<1.
    /// - Returns: A time of the steady clock, always after `now`.
    package func retry(failures: Int, now: LoopInstant, random: Double) -> LoopInstant {
        // Past 2^30 the longest pause has long been reached.
        let doublings = min(max(failures, 1) - 1, 30)
        let delay = min(firstRetry * (1 << doublings), longestRetry)
        return now + max(jittered(delay, random), .seconds(1))
    }

    /// The longest that a provider's Retry-After is heeded.
    private static let longestPause = Duration.seconds(3600)

    /// How long a provider is left alone that wants it.
    ///
    /// An hour at most, and half of what is left of the credential that is in use: it may be well again long before.
    ///
    /// - Parameters:
    ///   - asked: For how long it wants to be left alone; negative counts as none.
    ///   - left: How long what is in use is still good; nil where there is none, or where it does not end.
    /// - Returns: A pause from the failure on.
    package static func pause(asked: Duration, left: Duration?) -> Duration {
        let longest = left.map { $0 > .zero ? min($0 / 2, longestPause) : longestPause } ?? longestPause
        return min(max(.zero, asked), longest)
    }

    private func jittered(_ delay: Duration, _ random: Double) -> Duration {
        let share = random.isNaN ? 0.5 : min(max(random, 0), 1)
        return delay * (1 + jitter * (2 * share - 1))
    }
}
