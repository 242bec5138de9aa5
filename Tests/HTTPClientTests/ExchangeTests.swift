import HTTP
import HTTPServer
import Sockets
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Requests to a server of ours over TLS` {
    @Test func `GET and POST get their answers, and share one connection`() async throws {
        let certificates = try Certificates()
        let (answers, opened) = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            let first = try await client.send(HTTPClientRequest(.get, test.url("/a?b=c")))
            let second = try await client.send(HTTPClientRequest(.post, test.url("/p"), body: [1, 2, 3]))
            let answers = [first, second].map { String(decoding: $0.body, as: UTF8.self) }
            return (answers, test.openedConnections)
        }
        #expect(answers == ["GET /a?b=c 0", "POST /p? 3"])
        #expect(opened == 1)
    }
}
