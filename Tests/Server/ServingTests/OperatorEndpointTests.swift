import HTTP
import Metrics
import Synchronization
import TestSupport
import Testing
import Webhook

@testable import Serving

@Suite struct OperatorEndpointTests {
    @Test("Readiness names what stands in the way, and health does not depend on it")
    func readiness() {
        let readiness = ReplicaReadiness()
        let endpoint = OperatorEndpoint(readiness: readiness, registry: MetricsRegistry())
        let ready = HTTPRequestHead(method: .get, path: "/readyz")
        #expect(endpoint.respond(to: ready, body: [UInt8]().span).status == 503)
        readiness.unblock(.starting)
        #expect(endpoint.respond(to: ready, body: [UInt8]().span).status == 200)
        readiness.block(.draining)
        let response = endpoint.respond(to: ready, body: [UInt8]().span)
        #expect(response.status == 503)
        #expect(String(decoding: response.body, as: UTF8.self) == "not ready: shutting down\n")
        let health = HTTPRequestHead(method: .get, path: "/healthz")
        #expect(endpoint.respond(to: health, body: [UInt8]().span).status == 200)
    }

    @Test("What does not work though traffic should come is told, and takes no replica away")
    func shortcomings() {
        let readiness = ReplicaReadiness()
        readiness.unblock(.starting)
        let endpoint = OperatorEndpoint(readiness: readiness, registry: MetricsRegistry())
        let head = HTTPRequestHead(method: .get, path: "/readyz")
        readiness.listen { ["the watch of namespaces has not worked for 90 s"] }
        var response = endpoint.respond(to: head, body: [UInt8]().span)
        #expect(response.status == 200)
        #expect(
            String(decoding: response.body, as: UTF8.self) == "ok\nthe watch of namespaces has not worked for 90 s\n"
        )
        readiness.block(.draining)
        response = endpoint.respond(to: head, body: [UInt8]().span)
        #expect(response.status == 503)
    }

    @Test("An obstacle may stop to count by itself, and is still known")
    func passingObstacles() {
        let readiness = ReplicaReadiness()
        readiness.unblock(.starting)
        let counts = Atomic<Bool>(true)
        readiness.block(.unread) { counts.load(ordering: .relaxed) }
        let endpoint = OperatorEndpoint(readiness: readiness, registry: MetricsRegistry())
        let head = HTTPRequestHead(method: .get, path: "/readyz")
        let response = endpoint.respond(to: head, body: [UInt8]().span)
        #expect(response.status == 503)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text == "not ready: the namespaces have not been read from the API server yet\n")
        counts.store(false, ordering: .relaxed)
        #expect(endpoint.respond(to: head, body: [UInt8]().span).status == 200)
        #expect(readiness.holds(.unread) && readiness.current.isEmpty)
        readiness.unblock(.unread)
        #expect(!readiness.holds(.unread))
    }

    @Test("Metrics are the text that everything reads, and OpenMetrics for who asks, in whichever of its Accept fields")
    func metrics() {
        let registry = MetricsRegistry()
        _ = WebhookMetrics(in: registry)
        let endpoint = OperatorEndpoint(readiness: ReplicaReadiness(), registry: registry)
        func ask(_ accepts: String...) -> (type: String?, text: String) {
            var head = HTTPRequestHead(method: .get, path: "/metrics")
            for accept in accepts { head.fields.append(name: "accept", value: accept) }
            let response = endpoint.respond(to: head, body: [UInt8]().span)
            let type = response.fields.first { $0.name == "Content-Type" }?.value
            return (type, String(decoding: response.body, as: UTF8.self))
        }
        let plain = ask()
        #expect(plain.type == "text/plain; version=0.0.4; charset=utf-8")
        #expect(!plain.text.contains("# EOF") && !plain.text.contains("# UNIT"))
        #expect(plain.text.contains("pullpass_tls_handshakes_total{result=\"plain_http\"} 0"))
        #expect(plain.text.contains("# TYPE pullpass_tls_handshakes_total counter"))
        for open in [
            ask("application/openmetrics-text;version=1.0.0"), ask("*/*;q=0.1", "application/openmetrics-text"),
        ] {
            #expect(open.type == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(open.text.hasSuffix("# EOF\n"))
            #expect(open.text.contains("# TYPE pullpass_tls_handshakes counter"))
        }
    }

    @Test("To render the metrics takes no more than a tenth of the time, however often they are asked for")
    func metricsFlood() {
        let clock = HandClock()
        let rendered = Atomic<Int>(0)
        let registry = MetricsRegistry()
        registry.gauge("slow", help: "Takes a second.") {
            clock.advance(bySeconds: 1)
            return Double(rendered.wrappingAdd(1, ordering: .relaxed).newValue)
        }
        let endpoint = OperatorEndpoint(readiness: ReplicaReadiness(), registry: registry) { clock.nanoseconds }
        let ask = { endpoint.respond(to: HTTPRequestHead(method: .get, path: "/metrics"), body: [UInt8]().span).body }
        let first = ask()
        for _ in 0..<1000 { #expect(ask() == first) }
        clock.advance(bySeconds: 1)
        #expect(ask() != first)
        #expect(rendered.load(ordering: .relaxed) == 2)
    }

    @Test("Other paths and methods are refused", arguments: [("/", HTTPMethod.get, 404), ("/metrics", .post, 405)])
    func refusals(path: String, method: HTTPMethod, status: Int) {
        let endpoint = OperatorEndpoint(readiness: ReplicaReadiness(), registry: MetricsRegistry())
        #expect(endpoint.earlyResponse(to: HTTPRequestHead(method: method, path: path))?.status == status)
    }
}
