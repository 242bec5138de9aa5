import Processes
import TestSupport
import Testing

/// A caller that does not take the webhook's certificate is seen by who runs Pullpass, not only by the caller.
@Suite(.needs("curl", "openssl", "python3"))
struct CertificateRefusalTests {
    /// Who refuses it, and what he says.
    private enum Caller: String, CaseIterable, Sendable {
        case curl12, curl13, openssl12, openssl13, python, wrongName

        var alert: String {
            self == .wrongName ? "bad_certificate" : "unknown_ca"
        }

        func call(_ port: Int, _ stranger: CertificateFiles, _ own: CertificateFiles) async throws -> CommandResult {
            let url = "https://localhost:\(port)/mutate"
            func curl(_ version: String) async throws -> CommandResult {
                try await Tool.run(
                    "curl",
                    ["--silent", "--tlsv\(version)", "--tls-max", version, "--cacert", stranger.authority, url]
                )
            }
            func openssl(_ version: String) async throws -> CommandResult {
                try await Tool.run(
                    "openssl",
                    [
                        "s_client", "-connect", "localhost:\(port)", version, "-CAfile", stranger.authority,
                        "-verify_return_error",
                    ]
                )
            }
            switch self {
            case .curl12: return try await curl("1.2")
            case .curl13: return try await curl("1.3")
            case .openssl12: return try await openssl("-tls1_2")
            case .openssl13: return try await openssl("-tls1_3")
            case .python:
                return try await Tool.run(
                    "python3",
                    [
                        "-c",
                        "import urllib.request, ssl, sys; urllib.request.urlopen(sys.argv[1], "
                            + "context=ssl.create_default_context(cafile=sys.argv[2]))",
                        url, stranger.authority,
                    ]
                )
            case .wrongName:
                return try await Tool.run(
                    "openssl",
                    [
                        "s_client", "-connect", "localhost:\(port)", "-CAfile", own.authority, "-verify_return_error",
                        "-verify_hostname", "somebody.else.svc",
                    ]
                )
            }
        }
    }

    @Test func `is counted by what he says, and told once with what to compare`() async throws {
        let own = try await CertificateFiles()
        let stranger = try await CertificateFiles()
        let server = try await PullpassServer.start(certificates: own)
        var counts: [String: Int] = [:]
        for caller in Caller.allCases {
            let result = try await caller.call(server.port, stranger, own)
            #expect(!result.status.isSuccess, "\(caller)")
            counts[caller.alert, default: 0] += 1
            let wanted = counts
            let isCounted = try await eventually {
                let text = try await server.metrics()
                return wanted.allSatisfy {
                    text.contains("pullpass_tls_refused_certificates_total{alert=\"\($0)\"} \($1)\n")
                }
            }
            let text = try await server.metrics()
            #expect(isCounted, "\(caller): \(text.split(separator: "\n").filter { $0.contains("refused_cert") })")
        }
        let lines = server.log.lines.filter { $0.contains("callers refuse the webhook's certificate") }
        #expect(lines.count == 1)
        for text in [#""level":"warning""#, "127.0.0.1", "unknown_ca: 1", "DNS:localhost", "caBundle"] {
            #expect(lines.first?.contains(text) == true, "\(text): \(lines)")
        }
        // Whoever does take it is not disturbed.
        let review = try Reviews.example()
        #expect(Reviews.injected(try await server.post(review)) == ["pullpass-hub", "pullpass-ghcr"])
    }
}
