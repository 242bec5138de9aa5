import HTTPServer
import Metrics
import Sockets
import TLS
import TestSupport
import Testing
import Text

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

    @Test("Callers that refuse the certificate are all counted, and told in few lines with what to compare")
    func refusals() throws {
        let logs = LogLines()
        let clock = HandClock()
        let registry = MetricsRegistry()
        let metrics = WebhookMetrics(in: registry)
        let observer = WebhookObserver(metrics: metrics, logger: logs.makeLogger()) { clock.nanoseconds }
        let start = Timestamp(seconds: 1_700_000_000)
        let authority = try CertificateAuthority.make(
            commonName: "our CA",
            notBefore: start,
            lifetime: .seconds(86_400)
        )
        let leaf = try CertificateAuthority.issueServer(
            names: ["pullpass.pullpass.svc"],
            by: authority,
            notBefore: start,
            lifetime: .seconds(86_400)
        ).certificate
        func refuse(_ alert: CertificateAlert, from address: String) throws {
            let peer = PeerAddress(try #require(SocketAddress(ipAddress: address, port: 0)))
            observer.certificateRefused(CertificateRefusal(alert: alert, peer: peer, certificate: leaf))
        }
        try refuse(.badCertificate, from: "10.0.0.1")
        // A stranger with curl and all the addresses of a network.
        for index in 0..<10_000 { try refuse(.unknownCA, from: "10.1.\(index / 250).\(index % 250)") }
        for _ in 0..<3 { try refuse(.badCertificate, from: "10.1.0.1") }
        #expect(logs.messages.count == 1)
        #expect(logs.messages.allSatisfy { $0.hasPrefix("warning callers refuse the webhook's certificate") })
        let first = try #require(logs.all.first)
        for text in [
            "Is caBundle in the webhook's registration the CA of this certificate", "bad_certificate: 1", "10.0.0.1",
            "CN=our CA", "DNS:pullpass.pullpass.svc", leaf.fingerprint, "2023-11-15T22:13:20Z",
        ] { #expect(first.contains(text), "\(text)") }
        clock.advance(bySeconds: 601)
        try refuse(.certificateUnknown, from: "10.0.0.1")
        #expect(logs.messages.count == 2)
        let second = try #require(logs.all.last)
        #expect(second.contains("unknown_ca: 10000") && second.contains("10.1.0.1") && second.contains("and others"))
        #expect(second.utf8.count < 2000)
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(text.contains(#"pullpass_tls_refused_certificates_total{alert="unknown_ca"} 10000"#))
        #expect(text.contains(#"pullpass_tls_refused_certificates_total{alert="certificate_expired"} 0"#))
        #expect(!text.contains("10.1.0"))
    }
}
