import EventLoop
import HTTP
import Sockets
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Time-outs, in every phase` {
    private static let timeouts = HTTPClientTimeouts(connect: .seconds(5), total: .seconds(30), idle: .seconds(10))

    /// Sends a request, lets time fly as soon as `started` has said so, and returns the error.
    private func failure(
        _ request: HTTPClientRequest,
        _ client: HTTPClient,
        _ clock: HandClock,
        after started: AsyncStream<Void>
    ) async -> HTTPClientError? {
        let task = Task(executorPreference: client.loop) { await client.failure(request, timeouts: Self.timeouts) }
        for await _ in started { break }
        return await passTime(clock, on: client.loop, until: task)
    }

    @Test func `a name server that does not answer`() async throws {
        let clock = HandClock()
        let error = try await withEventLoop(clock: clock.clock) { loop in
            let (asked, ask) = AsyncStream.makeStream(of: Void.self)
            let client = HTTPClient(
                loop: loop,
                tls: try TLSClientContext(trust: .insecure),
                resolver: SilentResolver(asked: ask)
            )
            let request = HTTPClientRequest(.post, try HTTPURL(parsing: "https://registry.example/"))
            return await failure(request, client, clock, after: asked)
        }
        #expect(error?.phase == .timeout && error?.isRetryable == true)
        #expect(error?.description.contains("looking up registry.example") == true, "\(error?.description ?? "")")
    }

    @Test func `an address that does not answer`() async throws {
        let clock = HandClock()
        let error = try await withEventLoop(clock: clock.clock) { loop in
            let full = try FullPort()
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure))
            let request = HTTPClientRequest(.post, try HTTPURL(parsing: "https://\(full.address)/"))
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            start.yield()
            return await failure(request, client, clock, after: started)
        }
        #expect(error?.phase == .timeout && error?.isRetryable == true)
        #expect(error?.cause.contains("connecting to 127.0.0.1") == true, "\(error?.description ?? "")")
    }

    /// A server that takes a connection, reads what `reads` says, and is silent from then on.
    private func silent(
        after reads: @escaping @Sendable (Peer) async throws -> Void,
        _ request: @escaping @Sendable (ScriptedServer) throws -> HTTPClientRequest
    ) async throws -> HTTPClientError? {
        try await withScriptedServer { server, client in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let script = server.answer { peer in
                try await reads(peer)
                start.yield()
                // Held until the client has given up; reading on would empty the client's buffers.
                let never = AsyncStream<Void> { _ in }
                for await _ in never {}
                _ = peer
            }
            let error = await failure(try request(server), client, server.clock, after: started)
            script.cancel()
            _ = await script.result
            return error
        }
    }

    @Test func `a server that is silent in the TLS handshake`() async throws {
        let error = try await silent(after: { try await $0.awaitBytes() }) {
            HTTPClientRequest(.post, try $0.url(scheme: "https"))
        }
        #expect(error?.phase == .timeout && error?.isRetryable == true)
        #expect(error?.cause.contains("TLS handshake") == true, "\(error?.description ?? "")")
    }

    @Test func `a server that does not read the request`() async throws {
        let error = try await silent(after: { try await $0.awaitBytes() }) {
            HTTPClientRequest(.post, try $0.url(), body: [UInt8](repeating: 0, count: 32 << 20))
        }
        #expect(error?.phase == .timeout && error?.isRetryable == false)
        #expect(error?.cause.contains("sending the request") == true, "\(error?.description ?? "")")
    }

    @Test("a server that never answers", arguments: [HTTPMethod.get, .post])
    func noAnswer(method: HTTPMethod) async throws {
        let error = try await silent(after: { try await $0.receive() }) { HTTPClientRequest(method, try $0.url()) }
        #expect(error?.phase == .timeout && error?.isRetryable == (method == .get))
        #expect(error?.cause.contains("waiting for the response") == true, "\(error?.description ?? "")")
    }

    @Test func `a server that stops in the middle of a body`() async throws {
        let error = try await silent(
            after: {
                try await $0.receive()
                try await $0.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
            },
            { HTTPClientRequest(.get, try $0.url()) }
        )
        #expect(error?.phase == .timeout)
    }

    @Test func `a server that trickles is cut by the total, although it is never idle`() async throws {
        let (pieces, error) = try await withScriptedServer { server, client in
            let (wanted, more) = AsyncStream.makeStream(of: Void.self)
            let script = server.answer { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
                for await _ in wanted { try await peer.send("x") }
            }
            let stream = try await client.open(HTTPClientRequest(.get, try server.url()), timeouts: Self.timeouts)
            var pieces = 0
            var failure: HTTPClientError?
            do throws(HTTPClientError) {
                for _ in 0..<10 {
                    more.yield()
                    guard try await stream.next() != nil else { break }
                    pieces += 1
                    server.clock.advance(bySeconds: 8, wake: server.loop)
                    await Task.yield()
                }
            } catch {
                failure = error
            }
            more.finish()
            _ = await script.result
            return (pieces, failure)
        }
        #expect(pieces < 6)
        #expect(
            error?.phase == .timeout && error?.cause.contains("whole exchange") == true,
            "\(error?.description ?? "")"
        )
    }

    @Test func `a stream without a total lasts as long as it says something`() async throws {
        let pieces = try await withScriptedServer { server, client in
            let (wanted, more) = AsyncStream.makeStream(of: Void.self)
            _ = server.answer { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for await _ in wanted { try await peer.send("1\r\nx\r\n") }
                try await peer.send("0\r\n\r\n")
            }
            let stream = try await client.open(
                HTTPClientRequest(.get, try server.url()),
                timeouts: .stream(idle: .seconds(600))
            )
            var pieces = 0
            for _ in 0..<100 {
                more.yield()
                guard try await stream.next() != nil else { break }
                pieces += 1
                server.clock.advance(bySeconds: 599, wake: server.loop)
                await Task.yield()
            }
            more.finish()
            #expect(try await stream.next() == nil)
            return pieces
        }
        #expect(pieces == 100)
    }

    @Test func `a proxy that does not answer`() async throws {
        let clock = HandClock()
        let error = try await withEventLoop(clock: clock.clock) { loop in
            let proxy = try ScriptedServer(on: loop, clock: clock)
            let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"])
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), proxy: settings)
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let script = proxy.answer { peer in
                try await peer.receive()
                start.yield()
                return await peer.awaitClose()
            }
            let request = HTTPClientRequest(.get, try HTTPURL(parsing: "https://registry.example/"))
            let error = await failure(request, client, clock, after: started)
            #expect(try await script.value)
            return error
        }
        #expect(
            error?.phase == .timeout && error?.cause.contains("asking the proxy") == true,
            "\(error?.description ?? "")"
        )
    }
}
