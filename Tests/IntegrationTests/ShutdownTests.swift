import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl", "python3"))
struct ShutdownTests {
    @Test func `SIGTERM turns readiness off first, and every request that was sent is answered`() async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "drainTime: 10m")
        )
        let directory = try TemporaryDirectory()
        // Four clients that connect anew when told to, until the file says that traffic goes elsewhere now.
        let client = try await python(
            """
            import http.client, os, ssl, sys, threading
            context = ssl.create_default_context(cafile=sys.argv[1])
            body = open(sys.argv[3], "rb").read()
            answered, lost = [0] * 4, []

            def client(number):
                while not os.path.exists(sys.argv[4]):
                    connection = http.client.HTTPSConnection("localhost", int(sys.argv[2]), context=context, timeout=600)
                    connection.connect()
                    while connection.sock:  # http.client drops it on "Connection: close"
                        try:
                            connection.request("POST", "/mutate", body, {"Content-Type": "application/json"})
                            answer = connection.getresponse()
                            answer.read()
                        except Exception as error:
                            lost.append(repr(error))
                            return
                        if answer.status != 200: lost.append(answer.status)
                        answered[number] += 1
                        if answered[number] == 10: print("under load", flush=True)

            threads = [threading.Thread(target=client, args=[number]) for number in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            print(f"lost {lost}")
            """,
            for: server,
            Repository.path("examples/admission-review.json"),
            directory.path("elsewhere")
        )
        var lines = client.standardOutputLines.makeAsyncIterator()
        #expect(await lines.next() == "under load")
        server.process.terminate()
        #expect(try await eventually { try await server.health("readyz") == 503 })
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil, "it must serve while it drains")
        try directory.write("elsewhere", "")
        var last: String?
        while let line = await lines.next() { last = line }
        #expect(last == "lost []")
        // Nobody has to wait for the rest of the drain time.
        server.process.send(signal: 2)
        #expect(try await server.process.waitForExit() == .exited(0))
    }

    @Test func `an HTTP 2 connection hears GOAWAY and then ends`() async throws {
        let server = try await PullpassServer.start()
        let client = try await python(
            #"""
            import socket, ssl, struct, sys
            context = ssl.create_default_context(cafile=sys.argv[1])
            context.set_alpn_protocols(["h2"])
            tls = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[2]))), server_hostname="localhost")
            tls.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
            received = tls.recv(65536)
            print("up", flush=True)
            while chunk := tls.recv(65536): received += chunk
            types = []
            while received:
                types.append(received[3])
                received = received[9 + int.from_bytes(received[:3], "big"):]
            print("GOAWAY" if types[-1] == 7 else f"frames of types {types}")
            """#,
            for: server
        )
        var lines = client.standardOutputLines.makeAsyncIterator()
        #expect(await lines.next() == "up")
        #expect(try await server.stop() == .exited(0))
        #expect(await lines.next() == "GOAWAY")
    }

    /// Starts a script that gets the CA's file, the server's port and more arguments.
    private func python(_ script: String, for server: PullpassServer, _ arguments: String...) async throws
        -> RunningProcess
    {
        guard let python = Tool("python3") else { throw ToolError.notInstalled("python3") }
        let fixed = ["-c", script, server.certificates.authority, "\(server.port)"]
        return try await RunningProcess.start(Command(python.path, fixed + arguments, timeLimit: .seconds(900)))
    }

    @Test(arguments: [15, 2] as [Int32])
    func `an idle server ends at once with 0`(signal: Int32) async throws {
        let server = try await PullpassServer.start()
        server.process.send(signal: signal)
        #expect(try await server.process.waitForExit() == .exited(0))
    }
}
