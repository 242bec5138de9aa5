extension MetricsRegistry {
    /// Makes a counter without labels.
    ///
    /// The name is given without `_total` and ends in `_` and the unit where there is one: a base unit in the plural,
    /// such as `seconds` or `bytes`. `help` is one sentence for people.
    package func counter(_ name: String, unit: String? = nil, help: String) -> Counter {
        counters(name, unit: unit, help: help, labels: []).child()
    }

    /// Makes a family of counters with these labels, named as by ``counter(_:unit:help:)``.
    package func counters(_ name: String, unit: String? = nil, help: String, labels: [String]) -> CounterFamily {
        let family = CounterFamily(labelNames: labels) { Counter() }
        register(MetricDescriptor(name: name, kind: .counter, unit: unit, help: help, labelNames: labels), family) {
            $0.sample(name, suffix: "_total", labels: $1, value: String($2.value))
        }
        return family
    }

    /// Adds a counter that is kept elsewhere and asked for when rendering.
    ///
    /// `value` must never fall. A negative or non-finite value is left out, as OpenMetrics forbids it.
    package func counter(
        _ name: String,
        unit: String? = nil,
        help: String,
        value: @escaping @Sendable () -> Double
    ) {
        register(MetricDescriptor(name: name, kind: .counter, unit: unit, help: help)) { writer in
            let total = value()
            guard total.isFinite, total >= 0 else { return }
            writer.sample(name, suffix: "_total", labels: [], value: MetricNumber.sample(total))
        }
    }
}
