import Synchronization

/// A whole number that goes up and down: open connections, a time in Unix seconds.
///
/// Every method may be called from any thread and is one relaxed atomic operation: no lock, no allocation. A value
/// that is no whole number, or that is known only when somebody asks, is a computed gauge:
/// ``MetricsRegistry/gauge(_:unit:help:value:)``.
package final class Gauge: Sendable {
    private let current = Atomic<Int64>(0)

    /// Creates a gauge at zero that belongs to no registry; ``MetricsRegistry/gauge(_:unit:help:)`` makes one that is rendered.
    package init() {}

    /// Replaces the value.
    package func set(_ newValue: Int64) {
        current.store(newValue, ordering: .relaxed)
    }

    /// Adds to the value.
    package func increment(by amount: Int64 = 1) {
        current.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Subtracts from the value.
    package func decrement(by amount: Int64 = 1) {
        current.wrappingSubtract(amount, ordering: .relaxed)
    }

    /// The value now.
    package var value: Int64 { current.load(ordering: .relaxed) }
}
