/// Makes families that have the same labels.
package struct LabelledMetrics: Sendable {
    fileprivate let registry: MetricsRegistry
    fileprivate let labels: [String]

    /// Makes a family of counters, named as by ``MetricsRegistry/counter(_:unit:help:)``.
    package func counters(_ name: String, unit: String? = nil, help: String) -> CounterFamily {
        registry.counters(name, unit: unit, help: help, labels: labels)
    }

    /// Makes a family of gauges, named as by ``MetricsRegistry/counter(_:unit:help:)``.
    package func gauges(_ name: String, unit: String? = nil, help: String) -> GaugeFamily {
        registry.gauges(name, unit: unit, help: help, labels: labels)
    }
}

extension MetricsRegistry {
    /// The registry for families with these labels.
    package func labelled(_ labels: String...) -> LabelledMetrics { LabelledMetrics(registry: self, labels: labels) }
}
