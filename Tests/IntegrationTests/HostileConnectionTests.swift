import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl", "python3"))
struct HostileConnectionTests {
    @Test func `connections that never say a word neither block others nor stay for ever`() async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "handshakeTimeout: 1s")
        )
        let port = server.port
        try await withEventLoop { loop in
            var silent: [RawConnection] = []
            for _ in 0..<50 { silent.append(try await RawConnection.open(toLocalPort: port, on: loop)) }
            #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
            // The server ends them; without that these reads would never return.
            for connection in silent { _ = try? await connection.receiveAll() }
        }
    }

    @Test(arguments: ["headerTimeout: 1s", "bodyTimeout: 1s"])
    func `a request that is never finished is ended`(limit: String) async throws {
        let server = try await PullpassServer.start(configuration: PullpassServer.configuration(server: limit))
        let part = limit.hasPrefix("header") ? "POST /mutate HTTP/1.1\r\nHost: l" : bodyHead(length: 1000) + "{"
        let output = try await connect(server, sending: part, then: "print(tls.recv(65536).decode().splitlines()[0])")
        #expect(output == "HTTP/1.1 408 Request Timeout", "\(output)")
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
    }

    @Test func `a client that resets in the middle of a body disturbs nobody`() async throws {
        let server = try await PullpassServer.start()
        for _ in 0..<10 {
            let reset = """
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(tls.detach())
                """
            _ = try await connect(
                server,
                sending: bodyHead(length: 5_000_000) + String(repeating: "x", count: 100_000),
                then: reset
            )
        }
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
        #expect(try await server.stop().isSuccess)
    }

    @Test func `an answer that nobody reads is given up`() async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "writeTimeout: 1s")
        )
        let requests = #"""
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            try:
                while True: tls.sendall(b"GET /nowhere HTTP/1.1\r\nHost: l\r\n\r\n" * 1000)
            except OSError: print("ended")
            """#
        #expect(try await connect(server, sending: "", then: requests) == "ended")
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
    }

    @Test func `pipelined requests are answered in order`() async throws {
        let server = try await PullpassServer.start()
        let requests =
            "GET /nowhere HTTP/1.1\r\nHost: l\r\n\r\n" + "GET /mutate HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n"
        let answers = """
            answer = b""
            while chunk := tls.recv(65536): answer += chunk
            print([line.split()[1] for line in answer.decode().splitlines() if line.startswith("HTTP/1.1 ")])
            """
        #expect(try await connect(server, sending: requests, then: answers) == "['404', '405']")
    }

    private func bodyHead(length: Int) -> String {
        "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n\r\n"
    }

    /// Opens a TLS connection with Python, sends text, and runs a script that knows `tcp` and `tls`.
    ///
    /// Returns what it prints.
    private func connect(_ server: PullpassServer, sending text: String, then script: String) async throws -> String {
        let prologue = """
            import os, socket, ssl, struct, sys
            context = ssl.create_default_context(cafile=sys.argv[1])
            tcp = socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=600)
            tls = context.wrap_socket(tcp, server_hostname="localhost")
            tcp = tls
            tls.sendall(sys.stdin.buffer.read())

            """
        let result = try await Tool.run(
            "python3",
            ["-c", prologue + script, server.certificates.authority, "\(server.port)"],
            input: Array(text.utf8)
        )
        #expect(result.status.isSuccess, "\(result.errorText)")
        return result.outputText.split(separator: "\n").joined(separator: "\n")
    }
}
