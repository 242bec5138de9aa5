import Processes
import TestSupport
import Testing

/// Connections of a Python process that do nothing, for as long as it lives.
final class Flood: Sendable {
    /// What they are in the middle of.
    enum Phase: String, CaseIterable {
        case silent = "pass"
        case partOfHello = "tcp.sendall(bytes([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]))"
        case halfHeader = #"tls(tcp).sendall(b"POST /mutate HTTP/1.1\r\nHo")"#
        case halfBody =
            #"tls(tcp).sendall(b"POST /mutate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")"#
        case openStream =
            #"tls(tcp, "h2").sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)[:3] + bytes([4, 0, 0, 0, 0, 0]) + bytes([0, 0, 33, 1, 4, 0, 0, 0, 1]) + b"\x83\x87\x04\x07/mutate\x01\x01a\x0f\x10\x10application/json")"#
    }

    private let process: RunningProcess

    private init(_ process: RunningProcess) { self.process = process }

    deinit { process.kill() }

    /// Opens them; returns when the server has seen all of them.
    static func begin(on listener: String, of server: PullpassServer, with phase: Phase, count: Int) async throws
        -> Flood
    {
        let port = listener == "webhook" ? server.port : server.metricsPort
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
        let python = try #require(Tool("python3"))
        var command = Command(python.path, ["-c", script, server.certificates.authority, "\(port)"])
        command.environment = Tool.environment
        command.timeLimit = .seconds(900)
        let process = try await RunningProcess.start(command)
        let log = LogCollector()
        Task { await log.collect(from: process) }
        let isFull = await log.firstLine { $0.contains("full") } != nil
        #expect(isFull)
        let counter = #"pullpass_connections_opened_total{listener="\#(listener)"} "#
        let isSeen = try await eventually {
            let lines = try await server.metrics().split(separator: "\n")
            return lines.first { $0.hasPrefix(counter) }.flatMap { Int($0.dropFirst(counter.count)) } ?? 0 >= count
        }
        #expect(isSeen)
        return Flood(process)
    }

    /// Expects that both ports answer.
    func expectService(_ server: PullpassServer) async throws {
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
        #expect(try await server.health("healthz") == 200)
    }
}
