import Processes
import FoundationEssentials
import TestSupport
import Testing

/// What clients of the webhook can agree on with it, tried with OpenSSL's own client: TLS 1.2 and 1.3, forward secrecy and authenticated encryption, nothing else.
@Suite(.needs("openssl"))
struct TLSMatrixTests {
    @Test("versions, suites, groups, signatures and protocols", arguments: [CertificateFiles.Key.ecdsa, .rsa])
    func matrix(key: CertificateFiles.Key) async throws {
        let server = try await PullpassServer.start(certificates: CertificateFiles(key))
        for row in TLSCase.ofEachKey + TLSCase.suites(key) {
            let attempt = try await TLSAttempt.make(to: server, row.arguments)
            let fault = row.fault(of: attempt)
            #expect(fault == nil, "\(row.name): \(attempt.text.suffix(600))")
        }
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
    }

    @Test func `a client may not negotiate anew, nor come back to a session`() async throws {
        let server = try await PullpassServer.start()
        let command = ["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_2"]
        let renegotiation = try await Tool.run("openssl", command, input: Array("R\n".utf8))
        #expect(renegotiation.errorText.contains("RENEGOTIATING") || renegotiation.outputText.contains("RENEGOTIATING"))
        #expect(renegotiation.errorText.contains(":no renegotiation:"), "\(renegotiation.errorText)")
        let directory = try TemporaryDirectory()
        for version in ["-tls1_2", "-tls1_3"] {
            let session = directory.path("session\(version)")
            let attempt = try await TLSAttempt.make(to: server, [version, "-sess_out", session])
            #expect(attempt.isAnswered && !attempt.text.contains("TLS session ticket"), "\(attempt.text)")
            #expect(
                !attempt.text.split(separator: "\n").contains { $0.contains("Session-ID: ") && $0.count > 20 },
                "\(attempt.text)"
            )
            // Nothing that could be kept has come, so there is nothing to come back to, and no early data.
            #expect(!FileManager.default.fileExists(atPath: session))
        }
        let again = try await Tool.run("openssl", command + ["-reconnect"])
        #expect(
            again.outputText.split(separator: "\n").count { $0.hasPrefix("New, TLSv1.2") } == 6,
            "\(again.outputText)"
        )
        #expect(!again.outputText.contains("Reused"))
    }

    @Test func `a client without a certificate of the authority that is asked for is not served`() async throws {
        let own = try await CertificateFiles()
        try await own.makeClient()
        let stranger = try await CertificateFiles()
        try await stranger.makeClient()
        let server = try await PullpassServer.start(certificates: own, arguments: ["--client-ca", own.authority])
        let client = "-cert \(own.clientCertificate) -key \(own.clientKey)"
        let other = "-cert \(stranger.clientCertificate) -key \(stranger.clientKey)"
        let serving = "-cert \(own.certificate) -key \(own.privateKey)"
        let rows: [TLSCase] = [
            .served("its own, TLS 1.3", "-tls1_3 \(client)"), .served("its own, TLS 1.2", "-tls1_2 \(client)"),
            .refused("none, TLS 1.3", "-tls1_3", TLSCase.Alert.certificateRequired),
            .refused("none, TLS 1.2", "-tls1_2", TLSCase.Alert.handshakeFailure),
            .refused("another authority's, TLS 1.3", "-tls1_3 \(other)", TLSCase.Alert.unknownAuthority),
            .refused("another authority's, TLS 1.2", "-tls1_2 \(other)", TLSCase.Alert.unknownAuthority),
            .refused("one that is for servers", serving, TLSCase.Alert.unsupportedCertificate),
        ]
        for row in rows {
            let attempt = try await TLSAttempt.make(to: server, row.arguments)
            let fault = row.fault(of: attempt)
            #expect(fault == nil, "\(row.name): \(attempt.text.suffix(600))")
        }
    }
}
