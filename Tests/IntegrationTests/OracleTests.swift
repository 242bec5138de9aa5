import Processes
import TestSupport
import Testing

/// Every recorded review over the wire, judged by a script that does not know this code.
struct OracleTests {
    private let oracle = Fixtures(of: "Rules/AdmissionTests").path("oracle.py")

    @Test(.needs("python3", "openssl", "curl"))
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

    @Test(.needs("python3"))
    func `the committed expectations are what the script computes`() async throws {
        let result = try await Tool.run("python3", [oracle, "check"])
        #expect(result.status.isSuccess, "\(result.errorText)")
    }
}
