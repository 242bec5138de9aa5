import EventLoop
import HTTP
import Sockets
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `A cancelled task ends its exchange at once` {
    /// Starts a request, cancels it as soon as `started` has said so, and returns the error.
    private func cancelled(
        _ request: HTTPClientRequest,
        _ client: HTTPClient,
        after started: AsyncStream<Void>,
        byShutdown: Bool = false
    ) async -> HTTPClientError? {
        let task = Task(executorPreference: client.loop) { await client.failure(request) }
        for await _ in started { break }
        if byShutdown { client.shutdown() } else { task.cancel() }
        return await task.value
    }

    @Test("while a name is looked up", arguments: [true, false])
    func resolving(byShutdown: Bool) async throws {
        let error = try await withEventLoop(clock: HandClock().clock) { loop in
            let (asked, ask) = AsyncStream.makeStream(of: Void.self)
            let client = HTTPClient(
                loop: loop,
                tls: try TLSClientContext(trust: .insecure),
                resolver: SilentResolver(asked: ask)
            )
            let request = HTTPClientRequest(.get, try HTTPURL(parsing: "http://registry.example/"))
            return await cancelled(request, client, after: asked, byShutdown: byShutdown)
        }
        #expect(error?.phase == .cancelled && error?.isRetryable == false, "\(error?.description ?? "")")
        #expect(error?.cause == (byShutdown ? "the client was shut down" : "its task was cancelled"))
    }

    @Test("while an address does not answer", arguments: [true, false])
    func connecting(byShutdown: Bool) async throws {
        let error = try await withEventLoop(clock: HandClock().clock) { loop in
            let full = try FullPort()
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure))
            let request = HTTPClientRequest(.get, try HTTPURL(parsing: "http://\(full.address)/"))
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            start.yield()
            return await cancelled(request, client, after: started, byShutdown: byShutdown)
        }
        #expect(error?.phase == .cancelled, "\(error?.description ?? "")")
    }

    enum Silence: CaseIterable { case inHandshake, beforeAnswer, inBody }

    @Test(
        "while the server is silent, and the server sees the connection close",
        arguments: Silence.allCases,
        [true, false]
    )
    func silent(silence: Silence, byShutdown: Bool) async throws {
        let (error, closed) = try await withScriptedServer { server, client in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let script = server.answer { peer in
                if silence == .inHandshake { try await peer.awaitBytes() } else { try await peer.receive() }
                if silence == .inBody { try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe") }
                start.yield()
                return await peer.awaitClose()
            }
            let url = try server.url(scheme: silence == .inHandshake ? "https" : "http")
            let error = await cancelled(HTTPClientRequest(.get, url), client, after: started, byShutdown: byShutdown)
            return (error, try await script.value)
        }
        #expect(error?.phase == .cancelled && closed, "\(error?.description ?? "")")
    }

    @Test func `before it has begun`() async throws {
        let (error, accepted) = try await withScriptedServer { server, client in
            let request = HTTPClientRequest(.get, try server.url())
            let task = Task(executorPreference: server.loop) { await client.failure(request) }
            task.cancel()
            return (await task.value, server.accepted)
        }
        #expect(error?.phase == .cancelled && accepted == 0)
    }

    @Test func `which leaves the connection to nobody where its answer was there by then`() async throws {
        let (body, error, accepted) = try await withScriptedServer { server, client in
            let script = server.answer { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                _ = await peer.awaitClose()
            }
            let request = HTTPClientRequest(.get, try server.url())
            let stream = try await client.open(request)
            let body = try await withThrowingTaskGroup(of: String.self) { group in
                group.cancelAll()
                group.addTask(executorPreference: server.loop) {
                    var body: [UInt8] = []
                    while let piece = try await stream.next() { body += piece }
                    return String(decoding: body, as: UTF8.self)
                }
                return try await group.next()
            }
            try await script.value
            server.answerOnce("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            return (body, await client.failure(request), server.accepted)
        }
        #expect(body == "ok" && error == nil && accepted == 2, "\(error?.description ?? "")")
    }

    @Test("a stream that is dropped, closed, or whose reader is cancelled closes its connection", arguments: 0..<3)
    func streams(way: Int) async throws {
        let closed = try await withScriptedServer { server, client in
            let (sent, send) = AsyncStream.makeStream(of: Void.self)
            let script = server.answer { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
                send.yield()
                return await peer.awaitClose()
            }
            let reader = Task(executorPreference: server.loop) {
                let stream = try await client.open(HTTPClientRequest(.get, try server.url()))
                _ = try await stream.next()
                switch way {
                case 0: break
                case 1:
                    stream.close()
                    #expect(try await stream.next() == nil)
                default: while try await stream.next() != nil {}
                }
            }
            if way == 2 {
                for await _ in sent { break }
                reader.cancel()
                await #expect(throws: HTTPClientError.self) { try await reader.value }
            } else {
                try await reader.value
            }
            return try await script.value
        }
        #expect(closed)
    }

    @Test func `a shut down client refuses every request`() async throws {
        let error = try await withScriptedServer { server, client in
            client.shutdown()
            return await client.failure(HTTPClientRequest(.get, try server.url()))
        }
        #expect(error?.phase == .cancelled && error?.cause == "the client was shut down")
    }
}
