import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl"))
struct TLSClientTests {
    @Test(arguments: CertificateFiles.Key.allCases, ["-tls1_2", "-tls1_3"])
    func `openssl s_client verifies the certificate and gets an answer`(key: CertificateFiles.Key, version: String)
        async throws
    {
        let server = try await PullpassServer.start(certificates: try await CertificateFiles(key))
        let review = try Reviews.example()
        let head = "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
        let result = try await handshake(
            server,
            [version, "-ign_eof"],
            input: Array("\(head)Content-Length: \(review.count)\r\n\r\n".utf8) + review
        )
        #expect(result.outputText.contains("Verify return code: 0 (ok)"))
        #expect(result.outputText.contains("HTTP/1.1 200"))
        #expect(result.outputText.contains("auditAnnotations"))
    }

    @Test(arguments: [("h2", "h2"), ("http/1.1", "http/1.1"), ("h2,http/1.1", "h2"), ("http/1.1,h2", "h2")])
    func `ALPN prefers h2 and knows http 1.1`(offered: String, chosen: String) async throws {
        let server = try await PullpassServer.start()
        let result = try await handshake(server, ["-alpn", offered])
        #expect(result.outputText.contains("ALPN protocol: \(chosen)"), "\(result.outputText)")
    }

    @Test func `a client without ALPN is served HTTP 1.1`() async throws {
        let server = try await PullpassServer.start()
        let result = try await server.curl([
            "--no-alpn", "--write-out", "\n%{http_version} %{http_code}", server.url("/nowhere"),
        ])
        #expect(result.outputText.hasSuffix("\n1.1 404"), "\(result.outputText) \(result.errorText)")
    }

    @Test(arguments: ["-tls1", "-tls1_1"])
    func `versions before 1.2 are refused`(version: String) async throws {
        let server = try await PullpassServer.start()
        let result = try await handshake(server, [version, "-cipher", "DEFAULT:@SECLEVEL=0"])
        #expect(!result.status.isSuccess)
        #expect(!result.outputText.contains("BEGIN CERTIFICATE"))
    }

    @Test func `plain HTTP on the TLS port is answered in plain HTTP with what to do`() async throws {
        let server = try await PullpassServer.start()
        let result = try await server.curl(["--write-out", "\n%{http_code}", "http://localhost:\(server.port)/mutate"])
        #expect(result.outputText.hasSuffix("\n400"), "\(result.outputText) \(result.errorText)")
        #expect(result.outputText.lowercased().contains("https"))
    }

    @Test(
        arguments: [
            [], [0], [0x16, 3, 1], Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), [UInt8](repeating: 0xff, count: 100_000),
            [0x16, 3, 1, 0xff, 0xff] + [UInt8](repeating: 1, count: 70_000),
            [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3], [0x80, 0x2e, 1, 0, 2], [0x15, 3, 3, 0, 2, 2, 40],
        ] as [[UInt8]]
    )
    func `garbage ends its own connection and nothing else`(bytes: [UInt8]) async throws {
        let server = try await PullpassServer.start()
        let port = server.port
        try await withEventLoop { loop in
            let connection = try await RawConnection.open(toLocalPort: port, on: loop)
            try? await connection.send(bytes)
            connection.finishSending()
            // A reset is as good an end as a close.
            _ = try? await connection.receiveAll()
        }
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
    }

    private func handshake(_ server: PullpassServer, _ arguments: [String], input: [UInt8] = []) async throws
        -> CommandResult
    {
        let fixed = ["s_client", "-connect", "localhost:\(server.port)", "-CAfile", server.certificates.authority]
        return try await Tool.run("openssl", fixed + arguments, input: input)
    }
}
