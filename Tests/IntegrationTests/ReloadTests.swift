import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl", "python3"))
struct ReloadTests {
    @Test func `a renewed certificate is served to new connections while an old one stays up`() async throws {
        let server = try await PullpassServer.start()
        let kept = try await KeptConnection.open(to: server)
        #expect(try await kept.ask() == "200")
        let before = try await servedSerial(of: server)
        try await server.certificates.renew()
        #expect(try await eventually { try await servedSerial(of: server) != before })
        #expect(try await kept.ask() == "200")
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
        kept.close()
    }

    @Test func `a broken certificate is reported, and the old one stays`() async throws {
        let server = try await PullpassServer.start()
        let before = try await servedSerial(of: server)
        try server.certificates.overwriteCertificate(
            "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"
        )
        let line = await server.log.firstLine { $0.contains("the old one stays") }
        #expect(line?.contains(server.certificates.certificate) == true)
        #expect(try await servedSerial(of: server) == before)
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
    }

    @Test func `a changed configuration is used without a restart`() async throws {
        let server = try await PullpassServer.start()
        let review = try Reviews.example()
        #expect(Reviews.injected(try await server.post(review)) == ["pullpass-hub", "pullpass-ghcr"])
        try server.replaceConfiguration(PullpassServer.configuration(hub: "renamed"))
        #expect(
            try await eventually { Reviews.injected(try await server.post(review)) == ["renamed", "pullpass-ghcr"] }
        )
    }

    @Test func `a bad configuration is reported with its line, and the old one stays`() async throws {
        let server = try await PullpassServer.start()
        let review = try Reviews.example()
        try server.replaceConfiguration(PullpassServer.configuration(hub: "Not_A_Name"))
        #expect(await server.log.firstLine { $0.contains("config.yaml:5") && $0.contains("secretName") } != nil)
        #expect(Reviews.injected(try await server.post(review)) == ["pullpass-hub", "pullpass-ghcr"])
        try server.replaceConfiguration(PullpassServer.configuration(hub: "good-again"))
        #expect(try await eventually { Reviews.injected(try await server.post(review))?.first == "good-again" })
    }

    private func servedSerial(of server: PullpassServer) async throws -> String {
        let chain = try await Tool.run("openssl", ["s_client", "-connect", "localhost:\(server.port)"])
        let result = try await Tool.run("openssl", ["x509", "-noout", "-serial"], input: chain.standardOutput)
        #expect(result.outputText.hasPrefix("serial="), "\(chain.errorText)")
        return result.outputText
    }
}

/// One TLS connection that Python holds open, with a request whenever the test says so.
private final class KeptConnection {
    private let requests: NamedPipe
    private let process: RunningProcess

    private init(_ process: RunningProcess, _ requests: NamedPipe) {
        self.process = process
        self.requests = requests
    }

    static func open(to server: PullpassServer) async throws -> KeptConnection {
        let script = """
            import http.client, ssl, sys
            context = ssl.create_default_context(cafile=sys.argv[1])
            connection = http.client.HTTPSConnection("localhost", int(sys.argv[2]), context=context, timeout=600)
            connection.connect()
            first = connection.sock
            while open(sys.argv[3]).read() == "ask":
                connection.request("POST", "/mutate", open(sys.argv[4], "rb").read(), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                print(answer.status if connection.sock is first else "the connection was closed", flush=True)
            """
        let pipe = try await NamedPipe()
        guard let python = Tool("python3") else { throw ToolError.notInstalled("python3") }
        let files = [
            server.certificates.authority, "\(server.port)", pipe.path,
            Repository.path("examples/admission-review.json"),
        ]
        let process = try await RunningProcess.start(
            Command(python.path, ["-c", script] + files, timeLimit: .seconds(900))
        )
        return KeptConnection(process, pipe)
    }

    /// The status of one more request.
    func ask() async throws -> String? {
        try await requests.write("ask")
        // A stream's iterators share its elements, so a new one goes on where the last one stopped.
        return await process.standardOutputLines.first { _ in true }
    }

    func close() { process.terminate() }
}

/// A fifo in the file system; each write is read by one `open(…).read()`.
private struct NamedPipe {
    private let directory: TemporaryDirectory
    var path: String { directory.path("fifo") }

    init() async throws {
        directory = try TemporaryDirectory()
        _ = try await Tool.run("mkfifo", [directory.path("fifo")])
    }

    func write(_ text: String) async throws {
        _ = try await Tool.run("sh", ["-c", "printf %s \"$1\" > \"$2\"", "sh", text, path])
    }
}
