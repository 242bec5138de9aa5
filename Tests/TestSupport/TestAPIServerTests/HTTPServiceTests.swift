import EventLoop
import HTTP
import HTTPServer
import Kubernetes
import Sockets
import TestSupport
import Testing

@testable import TestAPIServer

@Suite struct HTTPServiceTests {
    static func withHTTP<R: Sendable>(
        _ body: @escaping @Sendable (ServerUnderTest, SocketAddress) async throws -> R
    ) async throws -> R {
        try await withServer { test in
            try test.server.createNamespace("a")
            test.server.setUser("u", token: "t0ken", rules: [.everything])
            return try await test.server.serve { http in try await body(test, http.address) }
        }
    }

    static func get(_ path: String, more: String = "Authorization: Bearer t0ken\r\n") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(more)\r\n"
    }

    @Test("A token says who asks; without one it is the anonymous user, with a wrong one nobody")
    func tokens() async throws {
        let lines = try await Self.withHTTP { test, address in
            var lines: [Substring] = []
            for more in ["Authorization: Bearer t0ken\r\n", "", "Authorization: Bearer wrong\r\n"] {
                let client = try await RawConnection.open(to: address, on: test.loop)
                try await client.send(Self.get("/api/v1/namespaces/a", more: more + "Connection: close\r\n"))
                lines.append(try await client.receiveAll().prefix(13))
            }
            return lines
        }
        #expect(lines == ["HTTP/1.1 200 ", "HTTP/1.1 403 ", "HTTP/1.1 401 "])
    }

    @Test("A field manager that is not named is the client's program")
    func agent() async throws {
        let manager = try await Self.withHTTP { test, address in
            let client = try await RawConnection.open(to: address, on: test.loop)
            let body = #"{"metadata":{"name":"s"}}"#
            try await client.send(
                "POST /api/v1/namespaces/a/secrets HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t0ken\r\nConnection: close\r\n"
                    + "User-Agent: kubectl-create/v1.36\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body
            )
            _ = try await client.receiveAll()
            return test.server.secret("a", "s")?.metadata.managedFields.map(\.manager)
        }
        #expect(manager == ["kubectl-create"])
    }

    @Test("A watch is streamed, with its query decoded, and closed when the client goes")
    func watch() async throws {
        let (first, second, isClosed) = try await Self.withHTTP { test, address in
            let path =
                "/api/v1/secrets?watch=true&fieldSelector=metadata.name%3Dhub&resourceVersion=\(test.server.resourceVersion)"
            var client: RawConnection? = try await RawConnection.open(to: address, on: test.loop)
            try await client?.send(Self.get(path))
            _ = try await client?.receive(through: "\r\n\r\n")
            try test.server.createSecret("a", "other")
            try test.server.createSecret("a", "hub")
            let first = try await client?.receive(through: "}\n\r\n")
            try test.server.deleteSecret("a", "hub")
            let second = try await client?.receive(through: "}\n\r\n")
            client = nil
            let isClosed = try await eventually {
                let probe = try await RawConnection.open(to: address, on: test.loop)
                try await probe.send(Self.get("/healthz", more: "Authorization: Bearer t0ken\r\nConnection: close\r\n"))
                _ = try await probe.receiveAll()
                return test.server.openWatches() == 0
            }
            return (first, second, isClosed)
        }
        #expect(first?.contains(#"{"type":"ADDED""#) == true && first?.contains(#""name":"hub""#) == true)
        #expect(second?.contains(#"{"type":"DELETED""#) == true)
        #expect(isClosed)
    }

    @Test("A watch that is cut ends in the middle of its bytes, without the last chunk")
    func cut() async throws {
        let text = try await Self.withHTTP { test, address in
            test.server.inject(.cutWatch(afterBytes: 20), on: RequestMatch(verbs: ["watch"]))
            let client = try await RawConnection.open(to: address, on: test.loop)
            try await client.send(Self.get("/api/v1/namespaces?watch=true"))
            return try await client.receiveAll()
        }
        #expect(text.hasSuffix("\r\n\r\n14\r\n{\"type\":\"ADDED\",\"obj\r\n"))
    }

    @Test("Without an answer the connection closes", arguments: [true, false])
    func silence(isDown: Bool) async throws {
        let text = try await Self.withHTTP { test, address in
            if isDown { test.server.isDown = true } else { test.server.inject(.loseAnswer) }
            let client = try await RawConnection.open(to: address, on: test.loop)
            try await client.send(Self.get("/api/v1/namespaces"))
            return try await client.receiveAll()
        }
        #expect(text.isEmpty)
    }
}
