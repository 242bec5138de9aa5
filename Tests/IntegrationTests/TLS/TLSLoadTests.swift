import Processes
import TestSupport
import Testing

/// Certificates that change, and the end of the process, while callers are in the middle of handshakes and requests.
@Suite(.needs("openssl", "python3"))
struct TLSLoadTests {
    /// Connections that last one request, such that last ten, and such that last; each answer is looked at.
    private static let load = #"""
        import http.client, os, ssl, sys, threading
        authority, port, review, stop = sys.argv[1], int(sys.argv[2]), open(sys.argv[3], "rb").read(), sys.argv[4]
        context = ssl.create_default_context(cafile=authority)
        served, serials, lost, lock = [0] * 8, set(), [], threading.Lock()

        def note(serial):
            with lock:
                if serial in serials: return
                serials.add(serial)
                print(f"certificate {len(serials)}", flush=True)

        def client(number):
            last = [1, 1, 1, 1, 10, 10, 1 << 30, 1 << 30][number]
            while not os.path.exists(stop) and not lost:
                try:
                    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=600)
                    connection.connect()
                    note(connection.sock.getpeercert()["serialNumber"])
                    asked = 0
                    while asked < last and not os.path.exists(stop) and not lost:
                        connection.request("POST", "/mutate", review, {"Content-Type": "application/json"})
                        answer = connection.getresponse()
                        body = answer.read()
                        if answer.status != 200 or b'"patch"' not in body: lost.append((answer.status, body))
                        served[number] += 1
                        asked += 1
                        if served[number] == 5: print("served", flush=True)
                    connection.close()
                except Exception as error:
                    lost.append(repr(error))

        threads = [threading.Thread(target=client, args=[number]) for number in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(f"lost {lost}, certificates {len(serials)}", flush=True)
        """#

    @Test func `no request is lost while the certificate is renewed, and renewed again, under load`() async throws {
        let server = try await PullpassServer.start()
        let directory = try TemporaryDirectory()
        let python = try #require(Tool("python3"))
        let files = [
            server.certificates.authority, "\(server.port)", Repository.path("examples/admission-review.json"),
            directory.path("stop"),
        ]
        let process = try await RunningProcess.start(
            Command(python.path, ["-c", Self.load] + files, timeLimit: .seconds(900))
        )
        var lines = process.standardOutputLines.makeAsyncIterator()
        // Each client has been served before the first, and one has met each certificate before the next one comes.
        for _ in 0..<9 { #expect(await lines.next() != nil) }
        for round in 1...3 {
            let before = try await serial(of: server)
            try await server.certificates.renew()
            #expect(try await eventually { try await serial(of: server) != before }, "round \(round)")
            #expect(await lines.next() == "certificate \(round + 1)")
        }
        try directory.write("stop", "")
        var last: String?
        while let line = await lines.next() { last = line }
        #expect(last?.hasPrefix("lost [], certificates ") == true, "\(last ?? "it said nothing")")
        // The first one, and those of the renewals.
        #expect(last.flatMap { Int($0.split(separator: " ").last ?? "") } == 4, "\(last ?? "")")
        #expect(try await server.stop() == .exited(0))
    }

    /// Without a drain time nobody is told before: what crosses the server's GOAWAY is either answered or said to be nobody's.
    @Test func `SIGTERM under a load of HTTP 2 loses no request that the server has taken`() async throws {
        let server = try await PullpassServer.start()
        let python = try #require(Tool("python3"))
        let files = [
            server.certificates.authority, "\(server.port)", Repository.path("examples/admission-review.json"), "6",
        ]
        let process = try await RunningProcess.start(
            Command(python.path, ["-c", HTTP2LoadScript.text] + files, timeLimit: .seconds(900))
        )
        var lines = process.standardOutputLines.makeAsyncIterator()
        for _ in 0..<6 { #expect(await lines.next() == "under load") }
        #expect(try await server.stop() == .exited(0))
        #expect(await lines.next() == "lost [], told the last stream 6")
    }

    private func serial(of server: PullpassServer) async throws -> String {
        let chain = try await Tool.run("openssl", ["s_client", "-connect", "localhost:\(server.port)"])
        return try await Tool.run("openssl", ["x509", "-noout", "-serial"], input: chain.standardOutput).outputText
    }
}
