import Metrics
import Testing

@Suite("Histograms at the edges")
struct HistogramTests {
    private func rendered(_ observe: (Histogram) -> Void) -> String {
        let registry = MetricsRegistry()
        observe(registry.durations("h_seconds", help: "h", buckets: [0.5, 1]))
        return text(registry)
    }

    @Test func `a bound belongs to its bucket`() {
        let lines = rendered { $0.observe(.milliseconds(500)) }
        #expect(lines.contains("le=\"0.5\"} 1\n"))
    }

    @Test func `a negative duration counts as zero`() {
        let lines = rendered { $0.observe(.seconds(-5)) }
        #expect(lines.contains("le=\"0.5\"} 1\n"))
        #expect(lines.contains("h_seconds_sum 0.0\n"))
    }

    @Test func `a duration beyond 584 years does not trap`() {
        let lines = rendered { $0.observe(.seconds(Int64.max)) }
        #expect(lines.contains("le=\"1.0\"} 0\n"))
        #expect(lines.contains("h_seconds_count 1\n"))
    }

    @Test func `a histogram without bounds still counts`() {
        let registry = MetricsRegistry()
        registry.durations("h_seconds", help: "h", buckets: []).observe(.seconds(1))
        #expect(text(registry).contains("h_seconds_bucket{le=\"+Inf\"} 1\nh_seconds_sum 1.0\nh_seconds_count 1\n"))
    }

    @Test func `the largest number of bounds works to the last`() {
        let registry = MetricsRegistry()
        let bounds = (1...Histogram.maximumBounds).map(Double.init)
        registry.durations("h_seconds", help: "h", buckets: bounds).observe(.seconds(1000))
        #expect(text(registry).contains("h_seconds_bucket{le=\"31.0\"} 0\nh_seconds_bucket{le=\"+Inf\"} 1\n"))
    }
}
