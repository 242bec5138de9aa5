import EventLoop
import HTTP
import Kubernetes
import TestSupport
import Testing
import Text

struct HTTPTransportTests {
    private static func withServer(
        user: ClusterUser,
        path: String = "",
        _ answer: @escaping @Sendable (Int, String) -> String,
        _ body: @escaping @Sendable (HTTPTransport, RawServer) async throws -> Void
    ) async throws {
        try await withEventLoop { loop in
            let server = try RawServer(on: loop)
            let serving = Task(executorPreference: loop) { try await server.serve(answer) }
            let connection = ClusterConnection(server: server.url + path, trust: .insecure, user: user)
            let transport = try HTTPTransport(connection, loop: loop, environment: [:], wallClock: .epoch)
            try await body(transport, server)
            transport.shutdown()
            server.stop()
            try await serving.value
        }
    }

    private static let request = KubernetesRequest(
        method: .get,
        path: "/api/v1/secrets",
        query: [("fieldSelector", "metadata.name=a")],
        accept: "application/json;as=X"
    )

    @Test func `a request carries path, query, media type, credential and impersonation`() async throws {
        let other = Impersonation(user: "x", uid: "7", groups: ["g", "h"], extra: ["a/b": ["v"]])
        let user = ClusterUser(.token("t"), impersonation: other)
        try await Self.withServer(user: user, path: "/k8s/clusters/c") { _, _ in
            RawServer.response("200 OK", "{}")
        } _: { transport, server in
            let response = try await transport.send(Self.request)
            #expect(response.status == 200 && response.body == Array("{}".utf8))
            let lines = server.requests.value[0].split(separator: "\r\n").map(String.init)
            #expect(lines[0] == "GET /k8s/clusters/c/api/v1/secrets?fieldSelector=metadata.name%3Da HTTP/1.1")
            for line in [
                "Accept: application/json;as=X", "Authorization: Bearer t", "Impersonate-User: x", "Impersonate-Uid: 7",
                "Impersonate-Group: g", "Impersonate-Group: h", "Impersonate-Extra-a%2Fb: v",
            ] { #expect(lines.contains { $0.lowercased() == line.lowercased() }, "\(line)") }
        }
    }

    @Test("a token that was replaced is read when the old one is refused", arguments: [true, false])
    func rotation(asWatch: Bool) async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("token", "old")
        try await Self.withServer(user: ClusterUser(.tokenFile(path: path, fallback: nil))) { index, request in
            if index == 0 { _ = try? directory.write("token", "new") }
            return request.contains("Bearer new")
                ? RawServer.response("200 OK", "line\n") : RawServer.response("401 Unauthorized", Recorded.unauthorized)
        } _: { transport, server in
            if asWatch {
                let stream = try await transport.open(Self.request)
                #expect(stream.status == 200)
                let first = try await stream.next()
                #expect(first == Array("line\n".utf8))
                let end = try await stream.next()
                #expect(end == nil)
            } else {
                let response = try await transport.send(Self.request)
                #expect(response.status == 200)
            }
            #expect(server.requests.value.count == 2)
        }
    }

    @Test func `a refusal is handed on where there is no better credential`() async throws {
        try await Self.withServer(user: ClusterUser(.token("t"))) { _, _ in
            RawServer.response("401 Unauthorized", Recorded.unauthorized)
        } _: { transport, server in
            let response = try await transport.send(Self.request)
            #expect(response.status == 401)
            #expect(server.requests.value.count == 1)
        }
    }

    @Test func `a reflector watches over HTTP and resumes where the connection was cut`() async throws {
        try await Self.withServer(user: ClusterUser(.token("t"))) { index, _ in
            let lines =
                index == 0
                ? [Line.event("ADDED", "a", 1), Line.initialEnd(9), Line.event("ADDED", "b", 10)]
                : [Line.event("DELETED", "a", 11), Line.event("ADDED", "c", 12)]
            let text = lines.joined() + #"{"type":"ADDED","obj"#
            // Chunked and without its end, as when the connection breaks.
            return
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
        } _: { transport, server in
            let loop = transport.loop
            let client = KubernetesClient(
                transport: transport,
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
                loop: loop
            )
            var timing = ReflectorTiming()
            timing.retryBase = .milliseconds(20)
            let reflector = Reflector<PartialObject>(
                client: client,
                target: .secretMetadata(named: "s"),
                timing: timing
            )
            let witness = Witness()
            // Ends by itself when everything has been seen.
            let (seen, ending) = AsyncStream<Never>.makeStream()
            let task = Task(executorPreference: loop) {
                await reflector.run { event in
                    witness.handle(event)
                    if witness.state.value["c"] != nil { ending.finish() }
                }
            }
            for await _ in seen {}
            task.cancel()
            await task.value
            #expect(witness.log.value.prefix(4) == ["synced a", "applied b 10", "deleted a", "applied c 12"])
            #expect(server.requests.value[1].contains("resourceVersion=10 HTTP/1.1"))
        }
    }

    @Test func `a server that is not there is named with host and cause`() async throws {
        try await withEventLoop { loop in
            let unused = try RawServer(on: loop).url
            let connection = ClusterConnection(server: unused, trust: .insecure)
            let transport = try HTTPTransport(connection, loop: loop, environment: [:], wallClock: .epoch)
            let error = await #expect(throws: KubernetesTransportError.self) { try await transport.send(Self.request) }
            #expect(error?.wasNeverSent == true)
            #expect(error?.reason.contains(String(unused.dropFirst("http://".count))) == true, "\(error?.reason ?? "")")
            transport.shutdown()
        }
    }

    @Test(
        "what cannot be connected to is named at once",
        arguments: [
            (ClusterConnection(server: "ftp://a", trust: .system), "the API server's URL cannot be used"),
            (ClusterConnection(server: "https://a?b", trust: .system), "it has a query"),
            (
                ClusterConnection(server: "https://a", trust: .authorities([1, 2])),
                "the connection to https://a cannot be made"
            ),
            (
                ClusterConnection(server: "https://a", trust: .system, proxy: "socks5://p"),
                "cannot use the cluster's proxy-url"
            ),
            (
                ClusterConnection(
                    server: "https://a",
                    trust: .insecure,
                    user: ClusterUser(certificate: ClientCertificate(certificate: [1], key: [2]))
                ), "the connection to https://a cannot be made"
            ),
        ]
    )
    func faults(connection: ClusterConnection, says: String) async throws {
        try await withEventLoop { loop in
            let error = #expect(throws: ConnectionError.self) {
                try HTTPTransport(connection, loop: loop, environment: [:], wallClock: .epoch)
            }
            #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
        }
    }
}
