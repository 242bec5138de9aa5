import Metrics
import Testing

@Suite("Metrics under concurrent use")
struct ConcurrencyTests {
    @Test func `no increment and no observation is lost`() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("c", help: "h")
        let gauge = registry.gauge("g", help: "h")
        let histogram = registry.durations("h_seconds", help: "h", buckets: [1, 2])
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<10_000 {
                        counter.increment()
                        gauge.increment(by: 3)
                        gauge.decrement()
                        histogram.observe(.seconds(round % 4))
                    }
                }
                group.addTask { _ = registry.render() }
            }
        }
        #expect(counter.value == 80_000)
        #expect(gauge.value == 160_000)
        let rendered = text(registry)
        #expect(rendered.contains("h_seconds_bucket{le=\"1.0\"} 40000\n"))
        #expect(rendered.contains("h_seconds_bucket{le=\"2.0\"} 60000\n"))
        #expect(rendered.contains("h_seconds_bucket{le=\"+Inf\"} 80000\n"))
        #expect(rendered.contains("h_seconds_sum 120000.0\n"))
    }

    @Test func `everybody who looks up the same label values gets the same counter`() async {
        let family = MetricsRegistry().counters("c", help: "h", labels: ["l"])
        await withDiscardingTaskGroup { group in
            for index in 0..<64 {
                group.addTask { family.child("\(index % 4)").increment() }
            }
        }
        #expect((0..<4).allSatisfy { family.child("\($0)").value == 16 })
    }
}
