import EventLoop
import HTTP
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Through a proxy` {
    /// Takes one CONNECT, and joins the two connections.
    private static func tunnel(_ peer: Peer, to port: UInt16, on loop: EventLoop) async throws -> String {
        let request = try await peer.receive()
        let server = try await Peer(connectingTo: port, on: loop)
        try await peer.send("HTTP/1.1 200 Connection established\r\n\r\n")
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: loop) { await peer.forward(to: server) }
            group.addTask(executorPreference: loop) { await server.forward(to: peer) }
        }
        return request
    }

    @Test func `https goes through a tunnel that the proxy cannot look into`() async throws {
        let certificates = try Certificates(names: ["registry.example"])
        let (texts, asked, opened) = try await withServer(tls: certificates.serverContext()) { test in
            let proxy = try ScriptedServer(on: test.loop, clock: test.clock)
            let settings = try ProxySettings(environment: [
                "HTTPS_PROXY": "http://us%65r:p%40ss@127.0.0.1:\(proxy.port)"
            ])
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext(), proxy: settings)
            let script = proxy.answer { try await Self.tunnel($0, to: test.port, on: test.loop) }
            let url = try HTTPURL(parsing: "https://registry.example:\(test.port)/v2/")
            var fields = HTTPFields()
            fields.append(name: "Authorization", value: "Bearer hunter2")
            let texts = [
                try await client.text(HTTPClientRequest(.get, url, fields: fields)),
                try await client.text(HTTPClientRequest(.post, url, fields: fields, body: [1])),
            ]
            client.shutdown()
            return (texts, try await script.value, proxy.accepted)
        }
        #expect(texts == ["GET /v2/? 0", "POST /v2/? 1"] && opened == 1)
        #expect(asked.hasPrefix("CONNECT registry.example:"))
        #expect(asked.contains("\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n"))
        #expect(!asked.contains("hunter2"))
    }

    @Test func `http asks the proxy for the whole URL`() async throws {
        let asked = try await withEventLoop { loop in
            let proxy = try ScriptedServer(on: loop, clock: HandClock())
            let settings = try ProxySettings(environment: ["HTTP_PROXY": "http://u:p@127.0.0.1:\(proxy.port)"])
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), proxy: settings)
            let script = proxy.answer { peer in
                let asked = try await peer.receive()
                try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
                return asked
            }
            _ = try await client.send(HTTPClientRequest(.get, HTTPURL(parsing: "http://a.example:81/x?y")))
            return try await script.value
        }
        #expect(asked.hasPrefix("GET http://a.example:81/x?y HTTP/1.1\r\nHost: a.example:81\r\n"))
        #expect(asked.contains("\r\nProxy-Authorization: Basic dTpw\r\n"))
    }

    @Test(
        "a proxy that refuses is an error that says why, without credentials",
        arguments: [
            (
                "http://", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
                "asks for credentials"
            ),
            ("http://user:hunter2@", "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", "does not accept the credentials"),
            ("http://user:hunter2@", "HTTP/1.1 403 Forbidden\r\n\r\n", "answered CONNECT with 403"),
            (
                "http://user:hunter2@", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad",
                "answered CONNECT with 502"
            ),
            ("http://user:hunter2@", "nonsense", "not HTTP/1.1"),
            ("http://user:hunter2@", "", "closed the connection"),
            ("http://user:hunter2@", "HTTP/1.1 200 OK\r\n\r\nhello", "more than its answer"),
        ]
    )
    func refused(prefix: String, answer: String, cause: String) async throws {
        let error = try await withEventLoop { loop in
            let proxy = try ScriptedServer(on: loop, clock: HandClock())
            let settings = try ProxySettings(environment: ["HTTPS_PROXY": "\(prefix)127.0.0.1:\(proxy.port)"])
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), proxy: settings)
            proxy.answerOnce(answer)
            return await client.failure(HTTPClientRequest(.post, try HTTPURL(parsing: "https://registry.example/")))
        }
        let text = error?.description ?? ""
        #expect(error?.phase == .proxy && error?.isRetryable == true && error?.host == "registry.example:443")
        #expect(text.contains(cause) && !text.contains("hunter2"), "\(text)")
        #expect(text.contains("through the proxy of HTTPS_PROXY: "), "\(text)")
        let advice = error?.proxyAdvice ?? ""
        if answer.contains(" 407 ") {
            #expect(advice.hasPrefix("write user and password of the proxy 127.0.0.1:"), "\(advice)")
            #expect(
                advice.contains(" of HTTPS_PROXY into that URL ")
                    && advice.contains("or add registry.example to NO_PROXY")
            )
        } else {
            #expect(advice.hasPrefix("let the proxy 127.0.0.1:"), "\(advice)")
            #expect(
                advice.contains(" of HTTPS_PROXY through to registry.example:443, or add registry.example to NO_PROXY")
            )
        }
        #expect(!advice.contains("hunter2"), "\(advice)")
    }

    @Test(
        "the variable is named as it was set, and the host as NO_PROXY has it",
        arguments: [
            ("https_proxy", "https://registry.example/", "registry.example"),
            ("HTTPS_PROXY", "https://[fd00::1]:6443/", "fd00::1"),
            ("HTTPS_PROXY", "https://10.96.0.1/", "10.96.0.1"),
            ("http_proxy", "http://registry.example:5000/", "registry.example"),
        ]
    )
    func names(variable: String, url: String, host: String) async throws {
        let refusing = try BlockedPort(listens: false)
        defer { _ = refusing.number }
        let port = refusing.number
        let error = try await withEventLoop { loop in
            let settings = try ProxySettings(environment: [variable: "http://user:hunter2@127.0.0.1:\(port)"])
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), proxy: settings)
            return await client.failure(HTTPClientRequest(.get, try HTTPURL(parsing: url)))
        }
        #expect(
            error?.passage == ProxyPassage(variable: variable, proxy: try HTTPURL(parsing: "http://127.0.0.1:\(port)"))
        )
        #expect(error?.description.contains("the proxy of \(variable)") == true, "\(error as Any)")
        #expect(error?.proxyAdvice?.contains(" add \(host) to NO_PROXY") == true, "\(error?.proxyAdvice ?? "")")
    }

    @Test func `a request without a proxy has no advice about one`() async throws {
        let refusing = try BlockedPort(listens: false)
        defer { _ = refusing.number }
        let port = refusing.number
        let error = try await withEventLoop { loop in
            let settings = try ProxySettings(environment: [
                "HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1",
            ])
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), proxy: settings)
            return await client.failure(HTTPClientRequest(.get, try HTTPURL(parsing: "https://127.0.0.1:\(port)/")))
        }
        #expect(error?.phase == .connect && error?.proxyAdvice == nil && error?.passage == nil)
    }

    @Test func `a proxy that is not there is an error of the proxy`() async throws {
        let refusing = try BlockedPort(listens: false)
        defer { _ = refusing.number }
        let port = refusing.number
        let error = try await withEventLoop { loop in
            let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://user:hunter2@127.0.0.1:\(port)"])
            let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure), proxy: settings)
            return await client.failure(HTTPClientRequest(.post, try HTTPURL(parsing: "https://registry.example/")))
        }
        #expect(error?.phase == .proxy && error?.cause.contains("Connection refused") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `a server behind a tunnel must still show its own certificate`() async throws {
        let certificates = try Certificates(names: ["other.example"])
        let error = try await withServer(tls: certificates.serverContext()) { test in
            let proxy = try ScriptedServer(on: test.loop, clock: test.clock)
            let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"])
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext(), proxy: settings)
            let script = proxy.answer { try await Self.tunnel($0, to: test.port, on: test.loop) }
            let error = await client.failure(HTTPClientRequest(.get, try HTTPURL(parsing: "https://registry.example/")))
            _ = try await script.value
            return error
        }
        #expect(error?.phase == .tls && error?.cause.contains("it is not for registry.example") == true)
        #expect(error?.description.contains(" through the proxy 127.0.0.1:") == true)
        #expect(error?.proxyAdvice?.contains("certificates of its own, let SSL_CERT_FILE name") == true)
    }
}
