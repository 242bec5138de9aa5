import FoundationEssentials
import Processes
import TLS
import TestSupport
import Testing
import Text

/// `pullpass certs` with a CA that is there already.
struct CertsCommandTests {
    private static let day = Duration.seconds(86_400)

    @Test(
        arguments: [
            (-2, 1, "ca.crt ended at"), (1, 1, "ca.crt is valid from"),
        ]
    )
    func `a CA that is not valid now signs nothing, and is named with what to do`(
        begins: Int,
        days: Int,
        words: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let authority = try CertificateAuthority.make(
            commonName: "Test CA",
            notBefore: WallClock.system.now().withoutFraction + Self.day * begins,
            lifetime: Self.day * days
        )
        try folder.write("ca.crt", authority.certificate.pem())
        try folder.write("ca.key", authority.key.pem())
        let result = try await certs(folder)
        #expect(result.status == .exited(1))
        for part in [words, "for a new CA, and put that into caBundle"] {
            #expect(result.errorText.contains(part), "\(result.errorText)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("tls.crt")))
    }

    @Test func `a certificate ends no later than its CA, which is said`() async throws {
        let folder = try TemporaryDirectory()
        for days in [["--ca-days", "1"], ["--days", "30"]] {
            let result = try await certs(folder, days)
            #expect(result.status == .exited(0), "\(result.errorText)")
            let ends = try ["ca.crt", "tls.crt"].map { name in
                try Certificate.parse(pem: Array(Data(contentsOf: URL(filePath: folder.path(name)))), what: name)[0]
                    .notAfter
            }
            #expect(ends[0] == ends[1])
            #expect(
                result.outputText.contains("tls.crt  ends with its CA, at \(ends[0].whole):"),
                "\(result.outputText)"
            )
        }
        let usual = try await certs(try TemporaryDirectory())
        #expect(usual.status == .exited(0) && !usual.outputText.contains("ends with its CA"))
    }

    private func certs(_ folder: TemporaryDirectory, _ more: [String] = []) async throws -> CommandResult {
        try await run(
            Command(
                try Repository.executable(),
                ["certs", "--out", folder.path, "--name", "localhost"] + more,
                environment: Tool.environment,
                timeLimit: .seconds(900)
            )
        )
    }
}
