import EventLoop
import HTTP
import Linux
import Sockets
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Several addresses of one host` {
    private static func addresses(_ ips: [String], port: UInt16 = 1) -> [SocketAddress] {
        ips.compactMap { SocketAddress(ipAddress: $0, port: port) }
    }

    @Test(
        "are tried with the families in turn",
        arguments: [
            ([], []), (["10.0.0.1"], ["10.0.0.1"]),
            (["::1", "::2", "::3", "10.0.0.1"], ["::1", "10.0.0.1", "::2", "::3"]),
            (["10.0.0.1", "10.0.0.2", "::1", "::2"], ["10.0.0.1", "::1", "10.0.0.2", "::2"]),
        ] as [([String], [String])]
    )
    func interleaved(given: [String], expected: [String]) {
        #expect(HappyEyeballs.interleaved(Self.addresses(given)) == Self.addresses(expected))
    }

    @Test func `are tried at once after one that refuses`() async throws {
        let accepted = try await withScriptedServer { server, _ in
            let attempts = HappyEyeballs(loop: server.loop, deadline: .never)
            let others = ["127.0.0.2", "127.0.0.3", "127.0.0.1"]
            _ = try await attempts.connect(to: Self.addresses(others, port: server.port))
            _ = try await server.accept()
            return server.accepted
        }
        #expect(accepted == 1)
    }

    @Test func `have a head start of 250 ms, after which the next is tried beside them`() async throws {
        let clock = HandClock()
        let connected = try await withEventLoop(clock: clock.clock) { loop in
            let full = try FullPort()
            let other = try ScriptedServer(on: loop, clock: clock, at: "127.0.0.2:\(full.address.port)")
            let attempts = HappyEyeballs(loop: loop, deadline: .never)
            let addresses = [full.address] + Self.addresses(["127.0.0.2"], port: other.port)
            let task = Task(executorPreference: loop) { (try? await attempts.connect(to: addresses)) != nil }
            return await passTime(clock, on: loop, until: task)
        }
        #expect(connected)
    }

    @Test func `fail with the last failure when all fail`() async throws {
        let refusing = try BlockedPort(listens: false)
        defer { _ = refusing.number }
        let port = refusing.number
        let error = try await withEventLoop { loop -> SystemCallError? in
            let attempts = HappyEyeballs(loop: loop, deadline: .never)
            do throws(SystemCallError) {
                _ = try await attempts.connect(to: Self.addresses(["127.0.0.1", "127.0.0.2"], port: UInt16(port)))
                return nil
            } catch {
                return error
            }
        }
        #expect(error?.description.contains("Connection refused") == true)
    }
}
