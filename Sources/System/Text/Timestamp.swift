/// A point in wall time.
///
/// The wall clock may be set at any moment and jump either way: nothing waits on it. Expiries are such points; delays of our own run on an
/// event loop's clock.
package struct Timestamp: InstantProtocol {
    /// The time since 1970-01-01T00:00:00Z, without leap seconds; negative before.
    package let sinceEpoch: Duration

    /// The point so long after 1970-01-01T00:00:00Z.
    package init(sinceEpoch: Duration) { self.sinceEpoch = sinceEpoch }

    /// The point so many seconds after 1970-01-01T00:00:00Z; what is no number counts as 0, and what is out of all proportion is cut to some
    /// hundred million years.
    package init(seconds: Double) {
        self.init(sinceEpoch: .bounded(seconds: seconds))
    }

    /// Earlier than everything.
    package static let distantPast = Timestamp(sinceEpoch: .zero - .longest)
    /// Later than everything: what never ends.
    package static let distantFuture = Timestamp(sinceEpoch: .longest)

    /// The seconds since 1970-01-01T00:00:00Z, for texts and numbers of other people.
    package var seconds: Double { sinceEpoch.inSeconds }

    /// The whole seconds since 1970-01-01T00:00:00Z, rounded down, as JSON Web Tokens have them.
    package var wholeSeconds: Int64 {
        let (seconds, attoseconds) = sinceEpoch.components
        return attoseconds < 0 ? seconds - 1 : seconds
    }

    /// The same rounded down to whole seconds, for what counts in them.
    package var withoutFraction: Timestamp { Timestamp(sinceEpoch: .seconds(wholeSeconds)) }

    /// The point `duration` later.
    package func advanced(by duration: Duration) -> Timestamp {
        Timestamp(sinceEpoch: min(max(sinceEpoch + duration, .zero - .longest), .longest))
    }

    /// The time from this point to another; negative where the other is earlier.
    package func duration(to other: Timestamp) -> Duration { other.sinceEpoch - sinceEpoch }

    /// Orders by time.
    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.sinceEpoch < b.sinceEpoch }

    /// The point `duration` later.
    package static func + (point: Timestamp, duration: Duration) -> Timestamp { point.advanced(by: duration) }

    /// The point `duration` earlier.
    package static func - (point: Timestamp, duration: Duration) -> Timestamp {
        point.advanced(by: .zero - duration)
    }

    /// The time from `earlier` to `point`.
    package static func - (point: Timestamp, earlier: Timestamp) -> Duration { earlier.duration(to: point) }
}
