import Logging
import Metrics
import Synchronization
import Testing

@testable import Webhook

@Suite struct WebhookObserverTests {
    @Test("Connections that are turned away are all counted, but do not fill the log")
    func refusals() {
        let sink = LogSink()
        let clock = HandClock()
        let metrics = WebhookMetrics(in: MetricsRegistry())
        let handler = SinkHandler(sink: sink)
        let observer = WebhookObserver(metrics: metrics, logger: Logger(label: "test") { _ in handler }) {
            clock.nanoseconds.load(ordering: .relaxed)
        }
        for _ in 0..<1000 { observer.connectionRefused("full") }
        let first = sink.lines.withLock { $0.count }
        clock.nanoseconds.wrappingAdd(11_000_000_000, ordering: .relaxed)
        observer.connectionRefused("full")
        let lines = sink.lines.withLock { $0 }
        #expect(first == 10)
        #expect(lines.count == 11)
        #expect(lines.last?.contains("990") == true)
        #expect(metrics.connectionsRefused.value == 1001)
    }
}
