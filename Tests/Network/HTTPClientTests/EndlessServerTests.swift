import EventLoop
import HTTP
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `A server that always has more to say` {
    @Test func `of TLS, and no answer, is given up`() async throws {
        let certificates = try Certificates()
        let error = try await withScriptedServer(certificates: certificates) { server, client in
            _ = server.answer(tls: try certificates.serverContext()) { peer in
                try await peer.receive()
                try await peer.updateKeys(times: 100)
                try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
            }
            return await client.failure(HTTPClientRequest(.get, try server.url(scheme: "https")))
        }
        #expect(error?.phase == .tls)
        #expect(error?.cause.contains("more than 32 handshake messages") == true, "\(error?.description ?? "")")
    }

    @Test func `of TLS between its answers is heard`() async throws {
        let certificates = try Certificates()
        let texts = try await withScriptedServer(certificates: certificates) { server, client in
            _ = server.answer(tls: try certificates.serverContext()) { peer in
                for number in 0..<100 {
                    try await peer.receive()
                    try await peer.updateKeys(times: 1)
                    try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(10 + number % 90)")
                }
            }
            var texts: Set<String> = []
            for _ in 0..<100 {
                texts.insert(try await client.text(HTTPClientRequest(.get, server.url(scheme: "https"))))
            }
            #expect(server.accepted == 1)
            return texts
        }
        #expect(texts.count == 90)
    }

    @Test func `of its answer leaves the others on the loop their turns, and ends with its time`() async throws {
        let certificates = try Certificates()
        let error = try await withScriptedServer(certificates: certificates) { server, client in
            let script = server.answer(tls: try certificates.serverContext()) { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
                // A record each, and so a read.
                for _ in 0..<100 { try await peer.send("x") }
            }
            let stream = try await client.open(
                HTTPClientRequest(.get, try server.url(scheme: "https")),
                timeouts: HTTPClientTimeouts(connect: .seconds(5), total: .seconds(30), idle: .seconds(10))
            )
            // All of it is with the kernel, and the client never has to wait.
            try await script.value
            let other = Task(executorPreference: server.loop) { server.clock.advance(bySeconds: 31) }
            var failure: HTTPClientError?
            do throws(HTTPClientError) { _ = try await stream.collect(upTo: 100) } catch { failure = error }
            await other.value
            return failure
        }
        #expect(error?.phase == .timeout, "\(error?.description ?? "")")
        #expect(error?.cause.contains("whole exchange") == true)
    }
}
