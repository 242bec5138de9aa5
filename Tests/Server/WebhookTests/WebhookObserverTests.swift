import HTTPServer
import Metrics
import TestSupport
import Testing

@testable import Webhook

@Suite struct WebhookObserverTests {
    @Test("Connections that are turned away are all counted, but do not fill the log")
    func refusals() {
        let logs = LogLines()
        let clock = HandClock()
        let metrics = WebhookMetrics(in: MetricsRegistry())
        let observer = WebhookObserver(metrics: metrics, logger: logs.makeLogger()) { clock.nanoseconds }
        for _ in 0..<1000 { observer.connectionRefused("full") }
        let first = logs.all.count
        clock.advance(bySeconds: 11)
        observer.connectionRefused("full")
        #expect(first == 10)
        #expect(logs.all.count == 11)
        #expect(logs.all.last?.contains("990") == true)
        #expect(metrics.connectionsRefused.value == 1001)
    }

    @Test("What is cut or refused for want of memory is counted, and told now and then with what to do")
    func memory() {
        let logs = LogLines()
        let clock = HandClock()
        let metrics = WebhookMetrics(in: MetricsRegistry())
        let observer = WebhookObserver(metrics: metrics, logger: logs.makeLogger()) { clock.nanoseconds }
        for _ in 0..<100 { observer.memoryRefused(.ended) }
        observer.memoryRefused(.refused)
        #expect(metrics.memoryRefusals.child("ended").value == 100)
        #expect(metrics.memoryRefusals.child("refused").value == 1)
        #expect(logs.all.count == 3)
        #expect(logs.contains("raise the memory limit"))
    }
}
