internal import Glibc

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
