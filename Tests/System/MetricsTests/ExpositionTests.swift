import Metrics
import Testing

@Suite("The text that scrapers read")
struct ExpositionTests {
    @Test func `a registry is rendered as OpenMetrics 1.0, families in order, children by label values`() {
        #expect(
            text(exampleRegistry()) == """
                # TYPE pullpass_build info
                # HELP pullpass_build What is running.
                pullpass_build_info{version="1.0.0",commit="0123abc"} 1
                # TYPE pullpass_admission_requests counter
                # HELP pullpass_admission_requests Admission requests.
                pullpass_admission_requests_total{outcome="injected"} 42
                pullpass_admission_requests_total{outcome="unchanged"} 1
                # TYPE pullpass_admission_duration_seconds histogram
                # UNIT pullpass_admission_duration_seconds seconds
                # HELP pullpass_admission_duration_seconds Time from the last byte of a request to the first of its answer.
                pullpass_admission_duration_seconds_bucket{le="2.5e-05"} 1
                pullpass_admission_duration_seconds_bucket{le="0.0001"} 2
                pullpass_admission_duration_seconds_bucket{le="0.01"} 2
                pullpass_admission_duration_seconds_bucket{le="1.0"} 2
                pullpass_admission_duration_seconds_bucket{le="+Inf"} 3
                pullpass_admission_duration_seconds_sum 2.000050001
                pullpass_admission_duration_seconds_count 3
                # TYPE pullpass_review_size_bytes histogram
                # UNIT pullpass_review_size_bytes bytes
                # HELP pullpass_review_size_bytes Size of reviews.
                pullpass_review_size_bytes_bucket{protocol="h2",le="1024.0"} 1
                pullpass_review_size_bytes_bucket{protocol="h2",le="1.048576e+06"} 1
                pullpass_review_size_bytes_bucket{protocol="h2",le="+Inf"} 1
                pullpass_review_size_bytes_sum{protocol="h2"} 1024.0
                pullpass_review_size_bytes_count{protocol="h2"} 1
                # TYPE pullpass_connections gauge
                # HELP pullpass_connections Open connections.
                pullpass_connections -3
                # TYPE pullpass_certificate_expiry_timestamp_seconds gauge
                # UNIT pullpass_certificate_expiry_timestamp_seconds seconds
                # HELP pullpass_certificate_expiry_timestamp_seconds Expiry.
                pullpass_certificate_expiry_timestamp_seconds 1700000000.0
                # TYPE process_cpu_seconds counter
                # UNIT process_cpu_seconds seconds
                # HELP process_cpu_seconds CPU time.
                process_cpu_seconds_total 0.25
                # EOF

                """
        )
    }

    @Test func `the old text format has no units, no end mark, and names a counter as its samples`() {
        let registry = MetricsRegistry()
        registry.info("pullpass_build", help: "What \"it\" is.", labels: [("version", "1")])
        registry.counter("process_cpu_seconds", unit: "seconds", help: "CPU time.") { 0.25 }
        #expect(
            text(registry, .prometheusText) == """
                # TYPE pullpass_build_info gauge
                # HELP pullpass_build_info What "it" is.
                pullpass_build_info{version="1"} 1
                # TYPE process_cpu_seconds_total counter
                # HELP process_cpu_seconds_total CPU time.
                process_cpu_seconds_total 0.25

                """
        )
    }

    @Test func `an empty registry is only the end mark`() {
        #expect(text(MetricsRegistry()) == "# EOF\n")
        #expect(text(MetricsRegistry(), .prometheusText) == "")
    }

    @Test func `backslash, quote and line feed are escaped in label values and help`() {
        let registry = MetricsRegistry()
        let family = registry.gauges("g", help: "a\\b\n\"c\"", labels: ["l"])
        family.child("x\\y\n\"z\" é").set(1)
        #expect(
            text(registry) == #"""
                # TYPE g gauge
                # HELP g a\\b\n\"c\"
                g{l="x\\y\n\"z\" é"} 1
                # EOF

                """#
        )
    }

    @Test(
        "a gauge may be infinite or not a number",
        arguments: [
            (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0, "0.0"), (-1.5, "-1.5"),
            (.leastNonzeroMagnitude, "5e-324"), (1e300, "1e+300"),
        ]
    )
    func specialValues(value: Double, expected: String) {
        let registry = MetricsRegistry()
        registry.gauge("g", help: "h") { value }
        #expect(text(registry) == "# TYPE g gauge\n# HELP g h\ng \(expected)\n# EOF\n")
    }

    @Test("a computed counter that is no count is left out", arguments: [Double.nan, .infinity, -1])
    func impossibleCounters(value: Double) {
        let registry = MetricsRegistry()
        registry.counter("c", help: "h") { value }
        #expect(text(registry) == "# TYPE c counter\n# HELP c h\n# EOF\n")
    }

    @Test func `computed gauges are asked anew at each render; wrong and repeated label values are left out`() {
        let registry = MetricsRegistry()
        let source = Gauge()
        registry.gauges("g", help: "h", labels: ["a"]) {
            [(["x"], Double(source.value)), (["x"], 9), ([], 9), (["y", "z"], 9), (["y"], 0.5)]
        }
        source.set(7)
        #expect(text(registry) == "# TYPE g gauge\n# HELP g h\ng{a=\"x\"} 7.0\ng{a=\"y\"} 0.5\n# EOF\n")
        source.set(8)
        #expect(text(registry).contains("g{a=\"x\"} 8.0\n"))
    }

    @Test func `a child shows as zero from the moment it is made`() {
        let registry = MetricsRegistry()
        let family = registry.counters("c", help: "h", labels: ["a", "b"])
        #expect(text(registry) == "# TYPE c counter\n# HELP c h\n# EOF\n")
        _ = family.child("1", "2")
        #expect(text(registry) == "# TYPE c counter\n# HELP c h\nc_total{a=\"1\",b=\"2\"} 0\n# EOF\n")
    }

    @Test(
        "bucket bounds are in the canonical form of OpenMetrics",
        arguments: [
            (1e-10, "1e-10"), (0.00001, "1e-05"), (0.000025, "2.5e-05"), (0.0001, "0.0001"), (0.00025, "0.00025"),
            (0.001, "0.001"), (0.05, "0.05"), (0.1, "0.1"), (0.99, "0.99"), (0.0, "0.0"), (1, "1.0"), (2.5, "2.5"),
            (10, "10.0"), (1024, "1024.0"), (100_000, "100000.0"), (999_999.5, "999999.5"), (1_000_000, "1e+06"),
            (1_048_576, "1.048576e+06"), (1e16, "1e+16"), (1e100, "1e+100"),
        ]
    )
    func canonicalBounds(bound: Double, expected: String) {
        let registry = MetricsRegistry()
        _ = registry.histograms("h", help: "h", labels: [], buckets: [bound]).child()
        #expect(text(registry).contains("h_bucket{le=\"\(expected)\"} 0\n"))
    }
}
