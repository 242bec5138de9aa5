import Synchronization

/// A count that only grows, from zero at the start of the process.
///
/// Every method may be called from any thread. An increment is one relaxed atomic addition: it takes no lock and
/// allocates nothing. The total wraps after 2^64, which a scraper reads as a restart.
package final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    /// Creates a counter that belongs to no registry; ``MetricsRegistry/counter(_:unit:help:)`` makes one that is rendered.
    package init() {}

    /// Adds to the total.
    package func increment(by amount: UInt64 = 1) {
        total.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The total so far.
    package var value: UInt64 { total.load(ordering: .relaxed) }
}
