extension MetricsRegistry {
    /// Makes a gauge without labels, named as by ``counter(_:unit:help:)``.
    package func gauge(_ name: String, unit: String? = nil, help: String) -> Gauge {
        gauges(name, unit: unit, help: help, labels: []).child()
    }

    /// Makes a family of gauges with these labels.
    package func gauges(_ name: String, unit: String? = nil, help: String, labels: [String]) -> GaugeFamily {
        let family = GaugeFamily(labelNames: labels) { Gauge() }
        register(MetricDescriptor(name: name, kind: .gauge, unit: unit, help: help, labelNames: labels), family) {
            $0.sample(name, labels: $1, value: String($2.value))
        }
        return family
    }

    /// Adds a gauge whose value is computed each time the metrics are rendered.
    ///
    /// `value` may give `nan` where it is not known.
    package func gauge(_ name: String, unit: String? = nil, help: String, value: @escaping @Sendable () -> Double) {
        register(MetricDescriptor(name: name, kind: .gauge, unit: unit, help: help)) { writer in
            writer.sample(name, labels: [], value: MetricNumber.sample(value()))
        }
    }

    /// Adds gauges whose label values and numbers are computed each time the metrics are rendered.
    ///
    /// `values` gives one entry a gauge, each with one value a label. An entry with another number of label values, or
    /// with the label values of an earlier entry, is left out.
    package func gauges(
        _ name: String,
        unit: String? = nil,
        help: String,
        labels: [String],
        values: @escaping @Sendable () -> [(labelValues: [String], value: Double)]
    ) {
        register(MetricDescriptor(name: name, kind: .gauge, unit: unit, help: help, labelNames: labels)) { writer in
            var seen: Set<[String]> = []
            for entry in values() where entry.labelValues.count == labels.count {
                guard seen.insert(entry.labelValues).inserted else { continue }
                let pairs = zip(labels, entry.labelValues).map { (name: $0, value: $1) }
                writer.sample(name, labels: pairs, value: MetricNumber.sample(entry.value))
            }
        }
    }

    /// Adds an info metric: a constant whose labels are the message, rendered as `name_info{…} 1`.
    ///
    /// The name is given without `_info`.
    package func info(_ name: String, help: String, labels: [(name: String, value: String)]) {
        let descriptor = MetricDescriptor(name: name, kind: .info, help: help, labelNames: labels.map(\.name))
        register(descriptor) { writer in
            writer.sample(name, suffix: "_info", labels: labels, value: "1")
        }
    }
}
