import Metrics

/// The registry's text, for comparison.
func text(_ registry: MetricsRegistry, _ format: ExpositionFormat = .openMetrics) -> String {
    String(decoding: registry.render(format), as: UTF8.self)
}

/// A registry with one metric of every kind and known values.
func exampleRegistry() -> MetricsRegistry {
    let registry = MetricsRegistry()
    registry.info(
        "pullpass_build",
        help: "What is running.",
        labels: [("version", "1.0.0"), ("commit", "0123abc")]
    )
    let requests = registry.counters("pullpass_admission_requests", help: "Admission requests.", labels: ["outcome"])
    requests.child("unchanged").increment()
    requests.child("injected").increment(by: 41)
    requests.child("injected").increment()
    let duration = registry.durations(
        "pullpass_admission_duration_seconds",
        help: "Time from the last byte of a request to the first of its answer.",
        buckets: [0.000025, 0.0001, 0.01, 1]
    )
    duration.observe(.nanoseconds(25_000))
    duration.observe(.nanoseconds(25_001))
    duration.observe(.seconds(2))
    let sizes = registry.histograms(
        "pullpass_review_size_bytes",
        unit: "bytes",
        help: "Size of reviews.",
        labels: ["protocol"],
        buckets: [1024, 1_048_576]
    )
    sizes.child("h2").observe(ticks: 1024)
    registry.gauge("pullpass_connections", help: "Open connections.").set(-3)
    registry.gauge("pullpass_certificate_expiry_timestamp_seconds", unit: "seconds", help: "Expiry.") { 1.7e9 }
    registry.counter("process_cpu_seconds", unit: "seconds", help: "CPU time.") { 0.25 }
    return registry
}
