import HTTP
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `What servers answer` {
    @Test func `a streamed body arrives piece by piece, as the server sends it`() async throws {
        let certificates = try Certificates()
        let pieces = try await withScriptedServer(certificates: certificates) { server, client in
            let (wanted, more) = AsyncStream.makeStream(of: Void.self)
            let script = server.answer(tls: try certificates.serverContext()) { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                var number = 0
                for await _ in wanted {
                    number += 1
                    if number == 4 { break }
                    try await peer.send("6\r\nevent\(number)\r\n")
                }
                try await peer.send("0\r\n\r\n")
            }
            let url = try server.url(scheme: "https", host: "localhost")
            let stream = try await client.open(HTTPClientRequest(.get, url), timeouts: .stream(idle: .seconds(60)))
            #expect(stream.status == 200)
            var pieces: [String] = []
            more.yield()
            while let piece = try await stream.next() {
                pieces.append(String(decoding: piece, as: UTF8.self))
                more.yield()
            }
            #expect(try await stream.next() == nil)
            try await script.value
            #expect(client.idleConnections == 1)
            return pieces
        }
        #expect(pieces == ["event1", "event2", "event3"])
    }

    @Test(
        "whole answers are read, however they end",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"),
            ("HTTP/1.1 200 OK\r\n\r\nhello", "hello"),
            ("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nhello", "hello"),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
        ]
    )
    func whole(answer: String, body: String) async throws {
        let certificates = try Certificates()
        for scheme in ["http", "https"] {
            let text = try await withScriptedServer(certificates: certificates) { server, client in
                server.answerOnce(answer, tls: scheme == "https" ? try certificates.serverContext() : nil)
                return try await client.text(HTTPClientRequest(.get, server.url(scheme: scheme, host: "127.0.0.1")))
            }
            #expect(text == body)
        }
    }

    @Test(
        "broken answers are errors that say how",
        arguments: [
            ("", "the server closed the connection"),
            ("HTTP/1.1 200 O", "in the middle of the header"),
            ("220 smtp.example ESMTP\r\n", "not HTTP/1.1"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "5 bytes of the body were missing"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "in the middle of the body"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", "hexadecimal"),
            ("HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n", "longer than 32768"),
        ]
    )
    func broken(answer: String, cause: String) async throws {
        for method in [HTTPMethod.get, .post] {
            let (error, idle) = try await withScriptedServer { server, client in
                server.answerOnce(answer)
                return (await client.failure(HTTPClientRequest(method, try server.url())), client.idleConnections)
            }
            #expect(error?.phase == .receive && error?.cause.contains(cause) == true, "\(error?.description ?? "")")
            #expect(error?.isRetryable == (method == .get))
            #expect(idle == 0)
        }
    }

    @Test func `a TLS connection that is cut looks like no end of a body`() async throws {
        let certificates = try Certificates()
        let error = try await withScriptedServer(certificates: certificates) { server, client in
            _ = server.answer(tls: try certificates.serverContext()) { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 200 OK\r\n\r\nhalf of i")
                peer.finish(politely: false)
                _ = await peer.awaitClose()
            }
            return await client.failure(HTTPClientRequest(.get, try server.url(scheme: "https", host: "localhost")))
        }
        #expect(error?.cause.contains("unexpected eof") == true, "\(error?.description ?? "no error")")
    }

    @Test("a body over the limit is refused and one of exactly the limit is not", arguments: [4, 5])
    func limit(limit: Int) async throws {
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        ]
        for answer in answers {
            let error = try await withScriptedServer { server, client in
                server.answerOnce(answer)
                return await client.failure(HTTPClientRequest(.get, try server.url()), maximumBodyBytes: limit)
            }
            #expect(error?.cause == (limit == 4 ? "the body is longer than 4 bytes" : nil))
        }
    }

    @Test func `an answer to a request that is still being sent stands`() async throws {
        let status = try await withScriptedServer { server, client in
            _ = server.answer { peer in
                try await peer.receive()
                try await peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                peer.finish()
                _ = await peer.awaitClose()
            }
            let body = [UInt8](repeating: 0, count: 1 << 20)
            return try await client.send(HTTPClientRequest(.post, try server.url(), body: body)).status
        }
        #expect(status == 413)
    }

    @Test("a request that cannot be sent is refused before anything is", arguments: ["a\r\nX: y", "a\nb"])
    func injection(value: String) async throws {
        let (error, accepted) = try await withScriptedServer { server, client in
            var fields = HTTPFields()
            fields.append(name: "X-Token", value: value)
            let error = await client.failure(HTTPClientRequest(.get, try server.url(), fields: fields))
            return (error, server.accepted)
        }
        #expect(error?.phase == .request && error?.isRetryable == false && accepted == 0)
        #expect(error?.description.contains(value) == false)
    }
}
