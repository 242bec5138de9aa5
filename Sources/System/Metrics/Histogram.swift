import Synchronization

/// How many observations fell below each of a few fixed bounds, and their sum.
///
/// Observations are counted in ticks, whole numbers, so that both the bucket and the sum are plain atomic additions:
/// no lock, no allocation, no retry loop. A duration histogram has 10^9 ticks (nanoseconds) to the unit (seconds); a
/// histogram of sizes has one tick to the byte.
package final class Histogram: Sendable {
    /// The largest number of bounds a histogram can have, not counting the implied `+Inf`.
    package static let maximumBounds = 31

    /// Bounds in units, ascending, without `+Inf`.
    let upperBounds: [Double]
    private let boundTicks: [UInt64]
    private let ticksPerUnit: UInt64
    // Inline storage: an array cannot hold atomics, and an array of objects would cost a retain at each observation.
    private let counts: [32 of Atomic<UInt64>]
    private let ticks = Atomic<UInt64>(0)

    /// Creates a histogram that belongs to no registry.
    ///
    /// - Parameters:
    ///   - upperBounds: inclusive upper bounds in units: finite, not negative, ascending, at most ``maximumBounds``.
    ///   - ticksPerUnit: how many ticks an observation of one unit has; at least 1.
    package init(upperBounds: [Double], ticksPerUnit: UInt64) {
        precondition(upperBounds.count <= Histogram.maximumBounds, "a histogram has at most 31 bounds")
        precondition(ticksPerUnit > 0, "a unit has at least one tick")
        precondition(
            upperBounds.allSatisfy { $0.isFinite && $0 >= 0 },
            "bounds are finite and not negative"
        )
        precondition(zip(upperBounds, upperBounds.dropFirst()).allSatisfy(<), "bounds ascend")
        self.upperBounds = upperBounds
        self.ticksPerUnit = ticksPerUnit
        self.boundTicks = upperBounds.map { UInt64(exactly: ($0 * Double(ticksPerUnit)).rounded()) ?? .max }
        self.counts = InlineArray { _ in Atomic<UInt64>(0) }
    }

    /// Counts one observation, in ticks.
    package func observe(ticks observed: UInt64) {
        var bucket = 0
        while bucket < boundTicks.count, observed > boundTicks[bucket] { bucket &+= 1 }
        counts[bucket].wrappingAdd(1, ordering: .relaxed)
        ticks.wrappingAdd(observed, ordering: .relaxed)
    }

    /// Counts one duration, in a histogram whose ticks are nanoseconds; a negative one counts as zero.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return observe(ticks: 0) }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        observe(ticks: overflow ? .max : whole &+ UInt64(attoseconds / 1_000_000_000))
    }

    /// What has been observed so far, read without stopping writers: the sum may be one observation ahead or behind.
    func snapshot() -> Snapshot {
        var cumulative: [UInt64] = []
        cumulative.reserveCapacity(upperBounds.count + 1)
        var running: UInt64 = 0
        for bucket in 0...upperBounds.count {
            running &+= counts[bucket].load(ordering: .relaxed)
            cumulative.append(running)
        }
        return Snapshot(
            cumulativeCounts: cumulative,
            sum: Double(ticks.load(ordering: .relaxed)) / Double(ticksPerUnit)
        )
    }

    struct Snapshot {
        /// One count a bound and one for `+Inf`, which is the number of all observations.
        var cumulativeCounts: [UInt64]
        /// In units.
        var sum: Double
    }
}
