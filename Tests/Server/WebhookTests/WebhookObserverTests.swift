import HTTPServer
import Metrics
import Sockets
import TestSupport
import Testing

@testable import Webhook

@Suite struct WebhookObserverTests {
    @Test("Connections that there is no room for are all counted, but do not fill the log")
    func shortages() throws {
        let logs = LogLines()
        let clock = HandClock()
        let metrics = WebhookMetrics(in: MetricsRegistry())
        let observer = WebhookObserver(metrics: metrics, logger: logs.makeLogger()) { clock.nanoseconds }
        let peers = try (0..<4).map { PeerAddress(try #require(SocketAddress(ipAddress: "10.0.0.\($0)", port: 0))) }
        for index in 0..<1000 {
            let peer = index % 4
            observer.connectionEvicted(ConnectionShortage(reason: .places, peer: peers[peer], held: 10 + peer))
        }
        let first = logs.all
        observer.connectionRefused(ConnectionShortage(reason: .descriptors, peer: peers[1], held: 2))
        clock.advance(bySeconds: 11)
        observer.connectionEvicted(ConnectionShortage(reason: .places, peer: peers[1], held: 2))
        #expect(first.count == 1)
        #expect(logs.all.count == 2)
        for text in ["places", "descriptors", "1000", "10.0.0.3", "13", "webhook"] {
            #expect(logs.all.last?.contains(text) == true, "\(text)")
        }
        #expect(metrics.connections.evicted(.places) == 1001)
        #expect(metrics.connections.refused(.descriptors) == 1)
    }
}
