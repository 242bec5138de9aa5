import FoundationEssentials

/// The time of day, for expiries; tests give one of their own.
///
/// It may jump either way at any moment, so nothing waits on it: waits use the event loop's clock.
package struct WallClock: Sendable {
    /// The seconds since 1970-01-01T00:00:00Z.
    package let now: @Sendable () -> Double

    /// Makes a clock.
    package init(now: @escaping @Sendable () -> Double) { self.now = now }

    /// The clock of this machine.
    package static let system = WallClock { Date().timeIntervalSince1970 }
}
