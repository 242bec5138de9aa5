import Processes
import Testing
import TestSupport

@Suite(.enabled(if: Tool.areInstalled("curl", "openssl", "python3"), "curl, openssl and python3 are not installed"))
struct ShutdownTests {
    @Test func `SIGTERM turns readiness off first, and every request that was sent is answered`() async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "drainTime: 2s")
        )
        let script = """
            import http.client, ssl, sys, threading
            context = ssl.create_default_context(cafile=sys.argv[1])
            body = open(sys.argv[3], "rb").read()
            answered, lost = [0] * 4, []

            def client(number):
                while True:
                    connection = http.client.HTTPSConnection("localhost", int(sys.argv[2]), context=context, timeout=60)
                    try: connection.connect()
                    except OSError: return  # nobody listens any more: nothing was sent, so nothing is lost
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
            """
        guard let python = Tool("python3") else { throw ToolError.notInstalled("python3") }
        let files = [
            server.certificates.authority, "\(server.port)", Repository.path("examples/admission-review.json"),
        ]
        let client = try await RunningProcess.start(Command(python.path, ["-c", script] + files))
        var lines = client.standardOutputLines.makeAsyncIterator()
        #expect(await lines.next() == "under load")
        server.process.terminate()
        #expect(try await eventually(within: .seconds(2)) { try await server.health("readyz") == 503 })
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil, "it must serve while it drains")
        #expect(try await server.process.waitForExit() == .exited(0))
        var last: String?
        while let line = await lines.next() { last = line }
        #expect(last == "lost []")
    }

    @Test(.enabled(if: Tool.areInstalled("nghttp"), "nghttp is not installed"))
    func `an HTTP 2 connection hears GOAWAY and then ends`() async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "drainTime: 0s")
        )
        guard let openssl = Tool("openssl") else { throw ToolError.notInstalled("openssl") }
        // A client that sends its preface and an empty SETTINGS frame, and then only listens.
        let preface = #"printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0'; exec sleep 60"#
        let connect =
            "\(openssl.path) s_client -quiet -no_ign_eof -alpn h2 -connect localhost:\(server.port) 2>/dev/null | od -An -v -tx1 -w1"
        let client = try await RunningProcess.start(
            Command("/bin/sh", ["-c", "{ \(preface); } | \(connect)"], environment: ["PATH": "/usr/bin:/bin"])
        )
        var octets = client.standardOutputLines.makeAsyncIterator()
        // The server's SETTINGS arrive: the connection is up.
        #expect(await octets.next() != nil)
        #expect(try await server.stop() == .exited(0))
        client.kill()
        var received: [String] = []
        while let octet = await octets.next() { received.append(octet.split(separator: " ").joined()) }
        // A GOAWAY frame: length 8 or more, type 7, no flags, stream 0.
        let text = received.joined()
        #expect(text.contains("070000000000"), "\(text)")
    }

    @Test(arguments: [15, 2] as [Int32])
    func `an idle server ends at once with 0`(signal: Int32) async throws {
        let server = try await PullpassServer.start()
        server.process.send(signal: signal)
        #expect(try await server.process.waitForExit() == .exited(0))
    }
}
