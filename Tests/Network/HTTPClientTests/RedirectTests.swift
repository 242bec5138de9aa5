import EventLoop
import HTTP
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Redirects` {
    private static let secret: HTTPFields = {
        var fields = HTTPFields()
        fields.append(name: "Authorization", value: "Bearer hunter2")
        fields.append(name: "X-Custom-Token", value: "hunter2")
        fields.append(name: "Accept", value: "application/json")
        return fields
    }()

    /// What the second server (or the first, for a path) is asked, when the first answers `status` and `location`.
    private func followed(
        _ method: HTTPMethod = .get,
        status: Int = 302,
        body: [UInt8]? = nil,
        limit: Int = 1,
        crossing: Bool,
        location: String? = nil
    ) async throws -> (asked: String?, failure: HTTPClientError?) {
        try await withScriptedServer { server, client in
            let other = try ScriptedServer(on: server.loop, clock: server.clock)
            let target = try location ?? (crossing ? other : server).url("/there?x").absoluteText
            _ = server.answer { peer in
                try await peer.receive()
                if let body, !body.isEmpty { try await peer.receive(through: String(decoding: body, as: UTF8.self)) }
                try await peer.send(
                    "HTTP/1.1 \(status) Moved\r\nLocation: \(target)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                peer.finish()
            }
            let second = (crossing ? other : server)
            let request = HTTPClientRequest(
                method,
                try server.url("/here/it/is"),
                fields: Self.secret,
                body: body,
                followRedirects: limit
            )
            let exchange = Task(executorPreference: server.loop) { await client.failure(request) }
            let script = Task(executorPreference: server.loop) {
                if !crossing { while server.accepted == 0 { await Task.yield() } }
                let peer = try await second.accept()
                let asked = try await peer.receive()
                try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
                return asked
            }
            let failure = await exchange.value
            if failure != nil || limit == 0 { return (nil, failure) }
            return (try await script.value, failure)
        }
    }

    @Test func `are not followed unless asked for`() async throws {
        let status = try await withScriptedServer { server, client in
            server.answerOnce("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
            return try await client.send(HTTPClientRequest(.get, server.url())).status
        }
        #expect(status == 302)
    }

    @Test func `that come late leave as much time to connect as any`() async throws {
        let status = try await withScriptedServer { server, client in
            let other = try ScriptedServer(on: server.loop, clock: server.clock)
            let target = try other.url("/there").absoluteText
            _ = server.answer { peer in
                try await peer.receive()
                server.clock.advance(bySeconds: 6, wake: server.loop)
                try await peer.send("HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")
            }
            other.answerOnce("HTTP/1.1 204 No Content\r\n\r\n")
            return try await client.send(
                HTTPClientRequest(.get, server.url(), followRedirects: 1),
                timeouts: HTTPClientTimeouts(connect: .seconds(5), total: .seconds(30), idle: .seconds(10))
            ).status
        }
        #expect(status == 204)
    }

    @Test(
        "keep or change the method as their status says",
        arguments: [
            (HTTPMethod.get, 301, "GET"), (.get, 302, "GET"), (.get, 303, "GET"), (.get, 307, "GET"),
            (.head, 303, "HEAD"),
            (.post, 301, "GET"), (.post, 302, "GET"), (.post, 303, "GET"), (.post, 307, "POST"), (.post, 308, "POST"),
            (.put, 302, "PUT"), (.put, 303, "GET"),
        ]
    )
    func methods(method: HTTPMethod, status: Int, expected: String) async throws {
        let body: [UInt8]? = method == .post || method == .put ? Array("BODY".utf8) : nil
        let (asked, failure) = try await followed(method, status: status, body: body, crossing: false)
        #expect(
            failure == nil && asked?.hasPrefix("\(expected) /there?x ") == true,
            "\(failure?.description ?? asked ?? "")"
        )
        #expect(asked?.contains("hunter2") == true)
    }

    @Test func `take no credential to another host`() async throws {
        let (asked, failure) = try await followed(crossing: true)
        #expect(failure == nil && asked?.contains("hunter2") == false)
        #expect(asked?.contains("\r\nAccept: application/json\r\n") == true)
    }

    @Test func `take no body to another host`() async throws {
        let (_, failure) = try await followed(.post, status: 307, body: Array("hunter2".utf8), crossing: true)
        #expect(failure?.phase == .receive && failure?.cause.contains("body is not sent") == true)
        #expect(failure?.description.contains("hunter2") == false)
    }

    @Test("are errors where they lead nowhere", arguments: ["ftp://a/", "http://", "http://user:hunter2@a b/"])
    func unusable(location: String) async throws {
        let (_, failure) = try await followed(crossing: true, location: location)
        #expect(failure?.cause.contains("cannot be used") == true && failure?.description.contains("hunter2") == false)
    }

    @Test func `have a limit`() async throws {
        let failure = try await withScriptedServer { server, client in
            _ = server.answer { peer in
                while true {
                    try await peer.receive()
                    try await peer.send("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nbody")
                }
            }
            return await client.failure(HTTPClientRequest(.get, try server.url(), followRedirects: 5))
        }
        #expect(failure?.cause == "there are more than 5 redirects in a row")
    }

    @Test func `never lead from https to http`() throws {
        let request = HTTPClientRequest(.get, try HTTPURL(parsing: "https://a.example/"), followRedirects: 1)
        let error = #expect(throws: HTTPClientError.self) {
            try Redirect.next(after: request, status: 302, location: "http://a.example/")
        }
        #expect(error?.cause.contains("from https to http") == true)
    }

    @Test func `take no user information from a Location, and keep it for the same origin only`() throws {
        let request = HTTPClientRequest(.get, try HTTPURL(parsing: "https://u:p@a.example/"), followRedirects: 1)
        #expect(try Redirect.next(after: request, status: 302, location: "/x").url.userInfo != nil)
        #expect(try Redirect.next(after: request, status: 302, location: "https://a.example/x").url.userInfo != nil)
        #expect(
            try Redirect.next(after: request, status: 302, location: "https://e:vil@b.example/x").url.userInfo == nil
        )
    }
}

extension HTTPURL {
    fileprivate var absoluteText: String { "\(scheme.rawValue)://\(authority)\(target)" }
}
