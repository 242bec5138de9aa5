internal import Glibc

/// A point on an event loop's clock, in nanoseconds since some fixed start.
package struct LoopInstant: Sendable, Hashable, Comparable {
    /// Nanoseconds; ``never`` is the largest value.
    package let nanoseconds: UInt64

    /// Wraps a count of nanoseconds.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The point in seconds since the same start.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }

    /// Later than everything: no deadline.
    package static let never = LoopInstant(nanoseconds: .max)

    /// The instant `duration` after this one, ``never`` where that does not fit.
    package func advanced(by duration: Duration) -> LoopInstant {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, seconds < 1 << 32 else { return seconds < 0 ? self : .never }
        let delta = UInt64(seconds) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
        let (sum, overflow) = nanoseconds.addingReportingOverflow(delta)
        return overflow ? .never : LoopInstant(nanoseconds: sum)
    }

    /// The nanoseconds from `earlier` to this instant, 0 where it lies after.
    package func nanoseconds(since earlier: LoopInstant) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    /// Orders by time.
    package static func < (a: LoopInstant, b: LoopInstant) -> Bool { a.nanoseconds < b.nanoseconds }
}

/// Where an event loop takes the time from; tests put their own hands on it.
package struct LoopClock: Sendable {
    /// The present; must never go backwards.
    package let now: @Sendable () -> LoopInstant

    /// Makes a clock from a function that tells the present.
    package init(now: @escaping @Sendable () -> LoopInstant) { self.now = now }

    /// The kernel's `CLOCK_MONOTONIC`.
    package static let monotonic = LoopClock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return LoopInstant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
