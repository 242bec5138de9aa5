import Processes
import Testing
import TestSupport

/// Every recorded review over the wire, judged by a script that does not know this code.
struct OracleTests {
    private let oracle = Repository.path("Tests/Rules/AdmissionTests/Fixtures/oracle.py")

    @Test(.enabled(if: Tool.areInstalled("python3", "openssl", "curl"), "python3, openssl and curl are not installed"))
    func `every patch applies with another implementation, and a second pass adds nothing`() async throws {
        guard try await Tool.run("python3", ["-c", "import jsonpatch"]).status.isSuccess else {
            try Test.cancel("python3-jsonpatch is not installed")
        }
        let configuration = try await Tool.run("python3", [oracle, "configuration"])
        try #require(configuration.status.isSuccess, "\(configuration.errorText)")
        let server = try await PullpassServer.start(configuration: configuration.outputText)
        let result = try await Tool.run(
            "python3",
            [oracle, "ask", server.url(), "--cacert", server.certificates.authority]
        )
        #expect(result.status.isSuccess, "\(result.outputText)\n\(result.errorText)")
    }

    @Test(.enabled(if: Tool.areInstalled("python3"), "python3 is not installed"))
    func `the committed expectations are what the script computes`() async throws {
        let result = try await Tool.run("python3", [oracle, "check"])
        #expect(result.status.isSuccess, "\(result.errorText)")
    }
}
