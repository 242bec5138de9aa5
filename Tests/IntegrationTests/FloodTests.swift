import Processes
import TestSupport
import Testing

/// Connections that do nothing, more of them than there are places.
@Suite(.needs("curl", "openssl", "python3"))
struct FloodTests {
    enum Phase: String, CaseIterable {
        case silent = "pass"
        case partOfHello = "tcp.sendall(bytes([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]))"
        case halfHeader = #"tls(tcp).sendall(b"POST /mutate HTTP/1.1\r\nHo")"#
        case halfBody =
            #"tls(tcp).sendall(b"POST /mutate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")"#
        case openStream =
            #"tls(tcp, "h2").sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)[:3] + bytes([4, 0, 0, 0, 0, 0]) + bytes([0, 0, 33, 1, 4, 0, 0, 0, 1]) + b"\x83\x87\x04\x07/mutate\x01\x01a\x0f\x10\x10application/json")"#
    }

    @Test(arguments: Phase.allCases)
    func `on the webhook's port keep nobody else out`(_ phase: Phase) async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "maxConnections: 20, drainTime: 0s")
        )
        try await flood(port: server.port, server, with: phase, count: 60) {
            for _ in 0..<5 { try await expectService(server) }
        }
        let metrics = try await server.metrics()
        #expect(!metrics.contains(#"pullpass_connections_evicted_total{listener="webhook",reason="places"} 0"#))
        #expect(server.log.lines.contains { $0.contains("127.0.0.1") && $0.contains("no room") })
        #expect(try await server.stop().isSuccess)
    }

    @Test func `on the operators' port leave health, and the webhook, to be seen`() async throws {
        let server = try await PullpassServer.start()
        try await flood(port: server.metricsPort, server, with: .silent, count: 600) {
            for _ in 0..<5 { try await expectService(server) }
        }
        let metrics = try await server.metrics()
        #expect(!metrics.contains(#"pullpass_connections_evicted_total{listener="operators",reason="places"} 0"#))
    }

    private func expectService(_ server: PullpassServer) async throws {
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
        #expect(try await server.health("healthz") == 200)
    }

    /// Opens connections with Python, and keeps them open while `body` runs.
    private func flood(
        port: Int,
        _ server: PullpassServer,
        with phase: Phase,
        count: Int,
        _ body: () async throws -> Void
    ) async throws {
        let script = """
            import socket, ssl, sys, time
            context = ssl.create_default_context(cafile=sys.argv[1])
            def tls(tcp, protocol="http/1.1"):
                context.set_alpn_protocols([protocol])
                held.append(context.wrap_socket(tcp, server_hostname="localhost"))
                return held[-1]
            held = []
            for _ in range(\(count)):
                tcp = socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=600)
                held.append(tcp)
                \(phase.rawValue)
            print("full", file=sys.stderr, flush=True)
            time.sleep(900)
            """
        guard let python = Tool("python3") else { return }
        var command = Command(python.path, ["-c", script, server.certificates.authority, "\(port)"])
        command.environment = Tool.environment
        command.timeLimit = .seconds(900)
        let process = try await RunningProcess.start(command)
        defer { process.kill() }
        let log = LogCollector()
        Task { await log.collect(from: process) }
        let isFull = await log.firstLine { $0.contains("full") } != nil
        #expect(isFull)
        try await body()
    }
}
