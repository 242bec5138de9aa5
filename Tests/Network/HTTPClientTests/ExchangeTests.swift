import EventLoop
import HTTP
import Sockets
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Requests to a server of ours over TLS` {
    @Test func `GET and POST get their answers, and share one connection`() async throws {
        let certificates = try Certificates()
        let (answers, opened) = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            let first = try await client.text(HTTPClientRequest(.get, test.url("/a?b=c")))
            let second = try await client.text(HTTPClientRequest(.post, test.url("/p"), body: [1, 2, 3]))
            return ([first, second], test.openedConnections)
        }
        #expect(answers == ["GET /a?b=c 0", "POST /p? 3"])
        #expect(opened == 1)
    }

    @Test func `long bodies go both ways`() async throws {
        let certificates = try Certificates()
        let (sent, received) = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            let body = [UInt8](repeating: 1, count: 1_000_000)
            let sent = try await client.text(HTTPClientRequest(.put, test.url("/up"), body: body))
            return (sent, try await client.send(HTTPClientRequest(.get, test.url("/big"))).body)
        }
        #expect(sent == "PUT /up? 1000000")
        #expect(received == [UInt8](repeating: 7, count: 600_000))
    }

    @Test func `a HEAD has no body, a 204 neither, and both leave the connection usable`() async throws {
        let certificates = try Certificates()
        let (statuses, opened) = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            var statuses: [Int] = []
            for (method, path) in [(HTTPMethod.head, "/big"), (.get, "/nothing"), (.get, "/")] {
                let response = try await client.send(HTTPClientRequest(method, test.url(path)))
                statuses.append(response.status)
                if path != "/" { #expect(response.body.isEmpty) }
            }
            return (statuses, test.openedConnections)
        }
        #expect(statuses == [200, 204, 200])
        #expect(opened == 1)
    }

    @Test func `requests at the same time have a connection each, which later ones use`() async throws {
        let certificates = try Certificates()
        let (opened, idle) = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<5 {
                        group.addTask(executorPreference: test.loop) {
                            let text = try await client.text(HTTPClientRequest(.get, test.url("/\(number)")))
                            #expect(text == "GET /\(number)? 0")
                        }
                    }
                    try await group.waitForAll()
                }
            }
            return (test.openedConnections, client.idleConnections)
        }
        #expect(opened <= 5 && opened == idle)
    }

    @Test func `a connection that the server asks to close is not used again`() async throws {
        let certificates = try Certificates()
        let (opened, idle) = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            for _ in 0..<3 { _ = try await client.send(HTTPClientRequest(.get, test.url("/close"))) }
            return (test.openedConnections, client.idleConnections)
        }
        #expect(opened == 3 && idle == 0)
    }

    @Test func `fields and user agent arrive; user information becomes Basic authorization`() async throws {
        let heads = try await withServer(tls: nil) { test in
            let client = HTTPClient(loop: test.loop, tls: try TLSClientContext(trust: .insecure))
            var fields = HTTPFields()
            fields.append(name: "X-A", value: "1")
            _ = try await client.send(
                HTTPClientRequest(
                    .get,
                    HTTPURL(parsing: "http://us%65r:p%40ss@127.0.0.1:\(test.port)/"),
                    fields: fields
                )
            )
            return test.heads
        }
        #expect(heads.first?.fields["x-a"] == "1")
        #expect(heads.first?.fields["user-agent"] == "pullpass")
        #expect(heads.first?.fields["accept-encoding"] == "identity")
        #expect(heads.first?.fields["authorization"] == "Basic dXNlcjpwQHNz")
    }

    @Test func `IPv6 is spoken, and an address that does not answer gives way to one that does`() async throws {
        let certificates = try Certificates()
        let answers = try await withServer(at: "[::1]:0", tls: certificates.serverContext()) { test in
            // On 127.0.0.1 another test may listen at the same port.
            let resolver = FixedResolver(["127.66.0.1", "::1"])
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext(), resolver: resolver)
            return [
                try await client.text(HTTPClientRequest(.get, test.url("/six", host: "[::1]"))),
                try await client.text(HTTPClientRequest(.get, test.url("/name"))),
            ]
        }
        #expect(answers == ["GET /six? 0", "GET /name? 0"])
    }
}
