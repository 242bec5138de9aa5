import Processes
import TestSupport
import Testing

/// `pullpass ask`: how far a call comes, told in words and by the exit status.
@Suite(.needs("curl", "openssl"))
struct AskCommandTests {
    @Test func `a webhook that answers as an API server wants it is fine`() async throws {
        let server = try await PullpassServer.start()
        let result = try await ask(server.url(), trusting: server.certificates.authority)
        #expect(result.status.isSuccess, "\(result.errorText)")
        #expect(result.outputText == "\(server.url()) answers as an API server wants it\n")
        // A proxy that API servers do not know of is not on the way.
        let proxied = try await ask(
            server.url(),
            trusting: server.certificates.authority,
            environment: ["HTTPS_PROXY": "http://127.0.0.1:1"]
        )
        #expect(proxied.status.isSuccess, "\(proxied.errorText)")
    }

    @Test func `an authority that has signed nothing is not enough`() async throws {
        let server = try await PullpassServer.start()
        let others = try await CertificateFiles()
        let result = try await ask(server.url(), trusting: others.authority)
        #expect(result.status == .exited(1))
        #expect(result.errorText.contains("does not do for an API server"), "\(result.errorText)")
        #expect(result.errorText.contains("certificate"), "\(result.errorText)")
    }

    @Test("Another path, another port, nobody", arguments: ["/other", "/healthz"])
    func path(_ path: String) async throws {
        let server = try await PullpassServer.start()
        let wrong = try await ask(server.url(path), trusting: server.certificates.authority)
        #expect(wrong.status == .exited(1))
        #expect(wrong.errorText.contains("it answers with status 4"), "\(wrong.errorText)")
        let plain = try await ask(
            "https://localhost:\(server.metricsPort)/mutate",
            trusting: server.certificates.authority
        )
        #expect(plain.status == .exited(1))
        let port = try BlockedPort(listens: false)
        let nobody = try await ask("https://127.0.0.1:\(port.number)/mutate", trusting: server.certificates.authority)
        #expect(nobody.status == .exited(1))
        #expect(nobody.errorText.contains("127.0.0.1:\(port.number)"), "\(nobody.errorText)")
    }

    @Test(
        "What cannot be asked is wrong usage",
        arguments: [
            ("http://localhost/mutate", [], "https only"), ("localhost", [], "the webhook's URL"),
            ("https://localhost/mutate", ["--wait", "601"], "--wait must be from 0 to 600"),
        ]
    )
    func usage(url: String, arguments: [String], words: String) async throws {
        let files = try await CertificateFiles()
        let result = try await ask(url, trusting: files.authority, arguments)
        #expect(result.status == .exited(2))
        #expect(result.errorText.contains(words), "\(result.errorText)")
    }

    @Test func `authorities that are none are named`() async throws {
        let folder = try TemporaryDirectory()
        for (path, words) in [
            (try folder.write("empty.pem", ""), "empty.pem"), (folder.path("missing.pem"), "missing.pem"),
        ] {
            let result = try await ask("https://localhost:1/mutate", trusting: path)
            #expect(result.status == .exited(2))
            #expect(result.errorText.contains(words), "\(result.errorText)")
        }
    }

    private func ask(
        _ url: String,
        trusting authority: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        var command = Command(
            try Repository.executable(),
            ["ask", "--url", url, "--ca", authority] + arguments
        )
        command.environment = Tool.environment.merging(environment) { $1 }
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }
}
