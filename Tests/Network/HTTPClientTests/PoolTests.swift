import EventLoop
import HTTP
import Sockets
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Connections are kept` {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `for 90 seconds without a request, and then closed`() async throws {
        let (before, after, closed) = try await withScriptedServer { server, client in
            let script = server.answer { peer in
                try await peer.receive()
                try await peer.send(Self.answer)
                return await peer.awaitClose()
            }
            _ = try await client.text(HTTPClientRequest(.get, server.url()))
            server.clock.advance(bySeconds: 89, wake: server.loop)
            await Task.yield()
            let before = client.idleConnections
            server.clock.advance(bySeconds: 2, wake: server.loop)
            let closed = try await script.value
            return (before, client.idleConnections, closed)
        }
        #expect(before == 1 && after == 0 && closed)
    }

    @Test func `but not used when the server has closed them`() async throws {
        let (texts, accepted) = try await withScriptedServer { server, client in
            var texts: [String] = []
            for _ in 0..<2 {
                let script = server.answer { peer in
                    try await peer.receive()
                    try await peer.send(Self.answer)
                    peer.finish()
                }
                texts.append(try await client.text(HTTPClientRequest(.post, server.url())))
                try await script.value
            }
            return (texts, server.accepted)
        }
        #expect(texts == ["ok", "ok"] && accepted == 2)
    }

    @Test func `but not used when the server has said something unasked`() async throws {
        let (text, accepted) = try await withScriptedServer { server, client in
            let script = server.answer { peer in
                try await peer.receive()
                try await peer.send(Self.answer + "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
            }
            _ = try await client.text(HTTPClientRequest(.get, server.url()))
            try await script.value
            server.answerOnce(Self.answer)
            return (try await client.text(HTTPClientRequest(.get, server.url())), server.accepted)
        }
        #expect(text == "ok" && accepted == 2)
    }

    /// A server that closes the kept connection when the second request arrives, and answers on another one.
    private func closedUnderRequest(_ method: HTTPMethod) async throws -> (HTTPClientError?, accepted: Int) {
        try await withScriptedServer { server, client in
            _ = server.answer { peer in
                try await peer.receive()
                try await peer.send(Self.answer)
                try await peer.receive()
                peer.finish()
            }
            _ = try await client.text(HTTPClientRequest(.get, server.url()))
            server.answerOnce(Self.answer)
            return (await client.failure(HTTPClientRequest(method, try server.url())), server.accepted)
        }
    }

    @Test("a safe request on a connection that closes under it is sent again", arguments: [HTTPMethod.get, .head])
    func repeated(method: HTTPMethod) async throws {
        let (error, accepted) = try await closedUnderRequest(method)
        #expect(error == nil && accepted == 2)
    }

    @Test func `a connection that is silent for longer than connecting may take, and then closes, is replaced`()
        async throws
    {
        let (text, accepted) = try await withScriptedServer { server, client in
            let kept = server.answer { peer in
                try await peer.receive()
                try await peer.send(Self.answer)
                try await peer.receive()
                server.clock.advance(bySeconds: 6, wake: server.loop)
                peer.finish()
            }
            _ = try await client.text(HTTPClientRequest(.get, server.url()))
            let second = HTTPClientRequest(.get, try server.url())
            let timeouts = HTTPClientTimeouts(connect: .seconds(5), total: .seconds(30), idle: .seconds(10))
            let exchange = Task(executorPreference: server.loop) {
                try await client.send(second, timeouts: timeouts).body
            }
            try await kept.value
            server.answerOnce(Self.answer)
            return (String(decoding: try await exchange.value, as: UTF8.self), server.accepted)
        }
        #expect(text == "ok" && accepted == 2)
    }

    /// Two connections that were answered once and are silent from then on, as when the path to the server has died; new ones are answered.
    private func requestsAfterSilence(isCancelled: Bool, after seconds: Int) async throws -> [String?] {
        try await withScriptedServer { server, client in
            let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
            let kept = Task(executorPreference: server.loop) {
                let peers = [try await server.accept(), try await server.accept()]
                for peer in peers { try await peer.receive() }
                for peer in peers { try await peer.send(Self.answer) }
                await withTaskGroup(of: Void.self) { group in
                    for peer in peers {
                        group.addTask(executorPreference: server.loop) {
                            // One of them is closed unused.
                            guard (try? await peer.awaitBytes()) != nil else { return }
                            arrival.yield()
                            _ = await peer.awaitClose()
                        }
                    }
                }
            }
            let url = try server.url()
            let first = (0..<2).map { _ in
                Task(executorPreference: server.loop) { try await client.text(HTTPClientRequest(.get, url)) }
            }
            for task in first { #expect(try await task.value == "ok") }

            let timeouts = HTTPClientTimeouts(connect: .seconds(5), total: .seconds(10), idle: .seconds(10))
            let lost = Task(executorPreference: server.loop) {
                await client.failure(HTTPClientRequest(.put, url), timeouts: timeouts)
            }
            for await _ in arrivals { break }
            server.clock.advance(bySeconds: seconds, wake: server.loop)
            if isCancelled { lost.cancel() }
            let error = await lost.value
            let phases = [error.map { "\($0.phase)" }, "\(client.idleConnections)"]
            client.shutdown()
            _ = try await kept.value
            return phases
        }
    }

    @Test(
        "on a path that died without a word are not waited for one after the other",
        arguments: [(false, 11, "timeout", 0), (true, 4, "cancelled", 0), (true, 0, "cancelled", 1)]
    )
    func silence(isCancelled: Bool, seconds: Int, phase: String, left: Int) async throws {
        #expect(try await requestsAfterSilence(isCancelled: isCancelled, after: seconds) == [phase, "\(left)"])
    }

    @Test("a request that may have been carried out is not", arguments: [HTTPMethod.post, .put, .patch, .delete])
    func notRepeated(method: HTTPMethod) async throws {
        let (error, accepted) = try await closedUnderRequest(method)
        #expect(error?.phase == .receive && error?.isRetryable == false && accepted == 1)
    }

    @Test func `a fresh connection that closes is not tried again`() async throws {
        let (error, accepted) = try await withScriptedServer { server, client in
            server.answerOnce("")
            return (await client.failure(HTTPClientRequest(.get, try server.url())), server.accepted)
        }
        #expect(error?.isRetryable == true && accepted == 1)
    }

    @Test func `a refused connection is an error with host, phase and cause`() async throws {
        let refusing = try BlockedPort(listens: false)
        defer { _ = refusing.number }
        let port = refusing.number
        let error = try await withEventLoop { loop in
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure))
            return await client.failure(HTTPClientRequest(.post, try HTTPURL(parsing: "https://127.0.0.1:\(port)/")))
        }
        #expect(error?.host == "127.0.0.1:\(port)" && error?.phase == .connect && error?.isRetryable == true)
        #expect(error?.description.contains("Connection refused") == true)
    }

    @Test func `an unknown name is an error with host, phase and cause`() async throws {
        let error = try await withEventLoop { loop in
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), resolver: EmptyResolver())
            return await client.failure(HTTPClientRequest(.post, try HTTPURL(parsing: "https://registry.example/")))
        }
        #expect(
            error?.description == "cannot find the address of registry.example:443: "
                + "looking up registry.example failed: Name or service not known"
        )
        #expect(error?.phase == .resolve && error?.isRetryable == true)
    }
}
