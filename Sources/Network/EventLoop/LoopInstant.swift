/// A point on an event loop's clock, in nanoseconds since some fixed start.
///
/// Arithmetic ends at the clock's start and at ``never``, and nothing leads back from there.
package struct LoopInstant: InstantProtocol {
    /// Nanoseconds; ``never`` is the largest value.
    package let nanoseconds: UInt64

    /// Wraps a count of nanoseconds.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Earlier than everything: the clock's start, for what was always so.
    package static let start = LoopInstant(nanoseconds: 0)
    /// Later than everything: no deadline.
    package static let never = LoopInstant(nanoseconds: .max)

    /// The instant `duration` after this one, ``never`` where that does not fit.
    package func advanced(by duration: Duration) -> LoopInstant {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return movedBack(by: duration) }
        guard seconds < 1 << 32 else { return .never }
        let delta = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds) / 1_000_000_000
        return advanced(byNanoseconds: delta)
    }

    /// The instant so many nanoseconds after this one, ``never`` where that does not fit.
    package func advanced(byNanoseconds delta: UInt64) -> LoopInstant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(delta)
        return overflow ? .never : LoopInstant(nanoseconds: sum)
    }

    private func movedBack(by duration: Duration) -> LoopInstant {
        guard self != .never else { return .never }
        let (seconds, attoseconds) = duration.components
        guard seconds.magnitude < 1 << 32 else { return .start }
        let delta = seconds.magnitude * 1_000_000_000 + attoseconds.magnitude / 1_000_000_000
        return LoopInstant(nanoseconds: nanoseconds > delta ? nanoseconds - delta : 0)
    }

    /// How much later `other` is, negative where it is earlier.
    package func duration(to other: LoopInstant) -> Duration {
        other < self ? .zero - Self.span(nanoseconds - other.nanoseconds) : Self.span(other.nanoseconds - nanoseconds)
    }

    private static func span(_ nanoseconds: UInt64) -> Duration {
        Duration(
            secondsComponent: Int64(nanoseconds / 1_000_000_000),
            attosecondsComponent: Int64(nanoseconds % 1_000_000_000) * 1_000_000_000
        )
    }

    /// The nanoseconds from `earlier` to this instant, 0 where it lies after.
    package func nanoseconds(since earlier: LoopInstant) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    package static func + (instant: LoopInstant, duration: Duration) -> LoopInstant { instant.advanced(by: duration) }

    package static func - (instant: LoopInstant, duration: Duration) -> LoopInstant {
        instant.advanced(by: .zero - duration)
    }

    /// What lies between two instants, negative where the second is the later one.
    package static func - (later: LoopInstant, earlier: LoopInstant) -> Duration { earlier.duration(to: later) }

    /// Orders by time.
    package static func < (a: LoopInstant, b: LoopInstant) -> Bool { a.nanoseconds < b.nanoseconds }
}
