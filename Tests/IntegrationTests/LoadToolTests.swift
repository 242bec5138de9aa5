import Processes
import TestSupport
import Testing

/// Other people's clients, many connections at once.
struct LoadToolTests {
    private let review = Fixtures(of: "Rules/AdmissionTests").path("corpus/pod-with-sidecar-14k.json")
    private let type = "Content-Type: application/json"

    @Test(.needs("nghttp"))
    func `nghttp sends ten reviews at once and gets ten answers`() async throws {
        let server = try await PullpassServer.start()
        let result = try await Tool.run(
            "nghttp",
            ["--no-verify-peer", "-v", "-m", "10", "-d", review, "-H", type, server.url()]
        )
        #expect(result.status.isSuccess)
        #expect(result.outputText.components(":status: 200") == 10, "\(result.outputText.suffix(2000))")
        #expect(!result.outputText.contains("recv RST_STREAM"))
    }

    @Test(.needs("h2load"), arguments: LoadShape.all)
    func `h2load has every request answered`(shape: LoadShape) async throws {
        let server = try await PullpassServer.start()
        let result = try await Tool.run("h2load", shape.arguments + ["-d", review, "-H", type, server.url()])
        let summary = "\(shape.requests) done, \(shape.requests) succeeded, 0 failed, 0 errored, 0 timeout"
        #expect(result.outputText.contains(summary), "\(result.outputText)")
        #expect(result.outputText.contains("\(shape.requests) 2xx, 0 3xx, 0 4xx, 0 5xx"), "\(result.outputText)")
    }

    @Test(.needs("wrk"))
    func `wrk sees no error on kept connections`() async throws {
        let server = try await PullpassServer.start()
        let directory = try TemporaryDirectory()
        let script = try directory.write(
            "post.lua",
            """
            local file = io.open("\(review)", "rb")
            wrk.method, wrk.body = "POST", file:read("*a")
            wrk.headers["Content-Type"] = "application/json"
            """
        )
        let result = try await Tool.run("wrk", ["-t", "1", "-c", "16", "-d", "2s", "-s", script, server.url()])
        #expect(result.status.isSuccess)
        #expect(result.outputText.contains("requests in"))
        #expect(!result.outputText.contains("Socket errors"), "\(result.outputText)")
        #expect(!result.outputText.contains("Non-2xx"), "\(result.outputText)")
    }
}

/// How many requests over how many connections.
struct LoadShape: Sendable, CustomTestStringConvertible {
    let requests: Int
    let arguments: [String]
    let testDescription: String

    static let all = [
        // An API server opens a connection for each Pod of a burst, and resumes none.
        LoadShape(
            requests: 300,
            arguments: ["--h1", "-n", "300", "-c", "300"],
            testDescription: "a burst of 300 HTTP/1.1 connections"
        ),
        LoadShape(
            requests: 3000,
            arguments: ["--h1", "-n", "3000", "-c", "8"],
            testDescription: "8 kept HTTP/1.1 connections"
        ),
        LoadShape(
            requests: 3000,
            arguments: ["--h1", "-n", "3000", "-c", "4", "-m", "8"],
            testDescription: "pipelined HTTP/1.1"
        ),
        LoadShape(
            requests: 5000,
            arguments: ["-n", "5000", "-c", "4", "-m", "25"],
            testDescription: "HTTP/2, 4 × 25 streams"
        ),
        LoadShape(
            requests: 2000,
            arguments: ["-n", "2000", "-c", "1", "-m", "100"],
            testDescription: "HTTP/2, 100 streams"
        ),
        LoadShape(
            requests: 500,
            arguments: ["-n", "500", "-c", "2", "-m", "10", "-w", "10", "-W", "12"],
            testDescription: "HTTP/2 with windows of 1 and 4 KiB"
        ),
    ]
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
