import Synchronization

/// Metrics of one name that differ in the values of their labels.
///
/// Look a child up once and keep it: ``child(_:)`` takes a lock, the child's own methods do not. Children live as long
/// as the family, so label values must come from a small fixed set (outcomes, configured registries), never from
/// requests.
package final class MetricFamily<Child: Sendable>: Sendable {
    /// The names of the labels, in the order in which ``child(_:)`` takes their values.
    package let labelNames: [String]
    private let makeChild: @Sendable () -> Child
    private let children = Mutex<[[String]: Child]>([:])

    init(labelNames: [String], makeChild: @escaping @Sendable () -> Child) {
        self.labelNames = labelNames
        self.makeChild = makeChild
    }

    /// The metric with these label values, made at the first call, so that it is rendered (as zero) from then on.
    ///
    /// Takes one value a label name, any text.
    package func child(_ labelValues: String...) -> Child {
        child(labelValues: labelValues)
    }

    /// The metric with these label values, made at the first call; the same as ``child(_:)``.
    package func child(labelValues: [String]) -> Child {
        precondition(labelValues.count == labelNames.count, "one value for each of \(labelNames)")
        return children.withLock { children in
            if let child = children[labelValues] { return child }
            let child = makeChild()
            children[labelValues] = child
            return child
        }
    }

    /// All children, ordered by their label values.
    func sortedChildren() -> [(labelValues: [String], child: Child)] {
        let all = children.withLock { children in children.map { (labelValues: $0.key, child: $0.value) } }
        return all.sorted { $0.labelValues.lexicographicallyPrecedes($1.labelValues) }
    }
}

/// Counters that differ in the values of their labels.
package typealias CounterFamily = MetricFamily<Counter>
/// Gauges that differ in the values of their labels.
package typealias GaugeFamily = MetricFamily<Gauge>
/// Histograms that differ in the values of their labels; all have the same bounds.
package typealias HistogramFamily = MetricFamily<Histogram>
