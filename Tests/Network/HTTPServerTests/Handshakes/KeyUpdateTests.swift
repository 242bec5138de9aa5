import EventLoop
import Sockets
import Synchronization
import TestSupport
import Testing
import Text

@testable import HTTPServer
@testable import TLS

@Suite struct `New keys on a connection that is served` {
    /// A client of TLS that changes its keys when it is told to; for tasks of its loop.
    private struct Client {
        private let socket: Socket
        private let session: TLSSession

        init(to test: ServerUnderTest) async throws {
            socket = try await Socket.connect(to: test.server.address, on: test.loop, until: .never)
            session = try TLSSession(
                client: TLSClientContext(trust: .insecure),
                descriptor: socket.descriptorNumber,
                serverName: "localhost"
            )
            _ = try await finish { try session.handshake() }
        }

        /// Takes a step again and again, until it does not have to wait any more.
        private func finish(_ step: () throws -> TLSProgress) async throws -> TLSProgress {
            while true {
                switch try step() {
                case .wantsRead: _ = await socket.wait(for: .readable, until: .never)
                case .wantsWrite: _ = await socket.wait(for: .writable, until: .never)
                case let progress: return progress
                }
            }
        }

        /// What a request is answered after so many new keys; nil where the connection ends instead.
        func call(afterUpdates count: Int) async -> String? {
            do {
                for _ in 0..<count { _ = try await finish { try session.updateKeys() } }
                let request = Array("GET /x HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
                guard try await finish({ try session.write(request.span) }) == .done(request.count) else { return nil }
                var answer = [UInt8](repeating: 0, count: 1024)
                let progress = try await finish {
                    var span = answer.mutableSpan
                    return try session.read(into: &span)
                }
                guard case .done(let length) = progress else { return nil }
                return String(decoding: answer[..<length], as: UTF8.self)
            } catch {
                return nil
            }
        }
    }

    @Test func `are taken with every request, for as long as it lives`() async throws {
        let answers = try await withServer(credentials: try TLSCredentials.forLocalhost()) { test in
            let client = try await Client(to: test)
            var answers = 0
            for _ in 0..<100 where await client.call(afterUpdates: 1)?.hasSuffix("GET /x 0;") == true { answers += 1 }
            return answers
        }
        #expect(answers == 100)
    }

    @Test func `without end are the end of it, and nothing that follows is heard`() async throws {
        let (answer, statuses) = try await withServer(credentials: try TLSCredentials.forLocalhost()) { test in
            let client = try await Client(to: test)
            let answer = await client.call(afterUpdates: 1000)
            await test.waitForOpen(0)
            return (answer, test.observer.statuses.withLock { $0 })
        }
        #expect(answer == nil && statuses == [])
    }
}
