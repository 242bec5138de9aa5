extension MetricsRegistry {
    /// Makes a histogram of durations, in seconds.
    ///
    /// The name ends in `_seconds`. `buckets` are inclusive upper bounds in seconds, as for ``Histogram``; `+Inf` is
    /// implied.
    package func durations(_ name: String, help: String, buckets: [Double]) -> Histogram {
        durations(name, help: help, labels: [], buckets: buckets).child()
    }

    /// Makes a family of histograms of durations with these labels, named as by ``durations(_:help:buckets:)``.
    package func durations(_ name: String, help: String, labels: [String], buckets: [Double]) -> HistogramFamily {
        histograms(name, unit: "seconds", help: help, labels: labels, buckets: buckets, ticksPerUnit: 1_000_000_000)
    }

    /// Makes a family of histograms with these labels.
    ///
    /// `buckets` are inclusive upper bounds in units, as for ``Histogram``; `+Inf` is implied. `ticksPerUnit` is how
    /// many ticks of ``Histogram/observe(ticks:)`` make a unit: 1 for sizes in bytes.
    package func histograms(
        _ name: String,
        unit: String? = nil,
        help: String,
        labels: [String],
        buckets: [Double],
        ticksPerUnit: UInt64 = 1
    ) -> HistogramFamily {
        let family = HistogramFamily(labelNames: labels) {
            Histogram(upperBounds: buckets, ticksPerUnit: ticksPerUnit)
        }
        register(MetricDescriptor(name: name, kind: .histogram, unit: unit, help: help, labelNames: labels), family) {
            $0.histogram(name, labels: $1, $2)
        }
        return family
    }
}
