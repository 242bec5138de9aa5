internal import Glibc

/// The time of day, for expiries; tests give one of their own.
///
/// It may jump either way at any moment, so nothing waits on it: waits use the event loop's clock.
package struct WallClock: Sendable {
    /// What time it is.
    package let now: @Sendable () -> Timestamp

    /// Makes a clock.
    package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// The clock of this machine.
    package static let system = WallClock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(sinceEpoch: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
    }
}
