import Processes
import TestSupport
import Testing

/// Connections that do nothing, more of them than there are places.
@Suite(.needs("curl", "openssl", "python3"))
struct FloodTests {
    @Test(arguments: Flood.Phase.allCases)
    func `on the webhook's port keep nobody else out`(_ phase: Flood.Phase) async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "maxConnections: 20, drainTime: 0s")
        )
        let flood = try await Flood.begin(on: "webhook", of: server, with: phase, count: 60)
        for _ in 0..<5 { try await flood.expectService(server) }
        let metrics = try await server.metrics()
        #expect(!metrics.contains(#"pullpass_connections_evicted_total{listener="webhook",reason="places"} 0"#))
        #expect(server.log.lines.contains { $0.contains("127.0.0.1") && $0.contains("no room") })
        #expect(try await server.stop().isSuccess)
    }

    @Test func `on the operators' port leave health, and the webhook, to be seen`() async throws {
        let server = try await PullpassServer.start()
        let flood = try await Flood.begin(on: "operators", of: server, with: .silent, count: 600)
        for _ in 0..<5 { try await flood.expectService(server) }
        let metrics = try await server.metrics()
        #expect(!metrics.contains(#"pullpass_connections_evicted_total{listener="operators",reason="places"} 0"#))
    }

    @Test(.needs("prlimit"))
    func `a process with few descriptors takes fewer connections, and says so`() async throws {
        let server = try await PullpassServer.start(openFiles: 320)
        #expect(server.log.lines.contains { $0.contains("fewer connections") && $0.contains("ulimit -n") })
        let flood = try await Flood.begin(on: "webhook", of: server, with: .silent, count: 400)
        for _ in 0..<5 { try await flood.expectService(server) }
        let metrics = try await server.metrics()
        for reason in ["places", "descriptors"] {
            let isCounted = !metrics.contains(#"evicted_total{listener="webhook",reason="\#(reason)"} 0"#)
            #expect(isCounted == (reason == "places"), "\(reason)")
        }
        #expect(try await server.stop().isSuccess)
    }
}
