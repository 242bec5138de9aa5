import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl"))
struct HealthTests {
    @Test func `the second listener answers health, readiness and metrics in plain HTTP, and nothing else`()
        async throws
    {
        let server = try await PullpassServer.start()
        #expect(try await server.health("healthz") == 200)
        #expect(try await server.health("readyz") == 200)
        #expect(try await server.health("metrics") == 200)
        #expect(try await server.health("mutate") == 404)
        #expect(try await server.health("healthz", ["-X", "POST"]) == 405)
    }

    @Test func `metrics are OpenMetrics, count reviews, and never name a Pod, an image or a namespace`() async throws {
        let server = try await PullpassServer.start()
        let before = try await server.metrics()
        for _ in 0..<3 { _ = try await server.post(try Reviews.example()) }
        let after = try await server.metrics()
        #expect(after.hasSuffix("# EOF\n"))
        #expect(after != before)
        #expect(after.contains("# TYPE "))
        #expect(after.contains("pullpass_"))
        for name in ["team-a", "ghcr.io/acme", "redis"] { #expect(!after.contains(name)) }
        #expect(
            try await contentType(of: server, "Accept: application/openmetrics-text;version=1.0.0")
                .hasPrefix("application/openmetrics-text; version=1.0.0")
        )
    }

    @Test(.needs("promtool"))
    func `a plain GET is answered with the text format, with which promtool finds nothing wrong`() async throws {
        let server = try await PullpassServer.start()
        _ = try await server.post(try Reviews.example())
        #expect(try await contentType(of: server, "X-Nothing: 1") == "text/plain; version=0.0.4; charset=utf-8")
        let text = try await server.metrics(accept: "*/*")
        #expect(text.contains("pullpass_admission_requests_total{outcome=\"injected\"} 1"))
        let verdict = try await Tool.run("promtool", ["check", "metrics"], input: Array(text.utf8))
        #expect(verdict.status.isSuccess, "\(verdict.errorText)\(verdict.outputText)")
        #expect(verdict.errorText.isEmpty && verdict.outputText.isEmpty)
    }

    private func contentType(of server: PullpassServer, _ field: String) async throws -> String {
        let write = ["--silent", "--output", "/dev/null", "--write-out", "%{content_type}", "--header", field]
        return try await Tool.run("curl", write + ["http://127.0.0.1:\(server.metricsPort)/metrics"]).outputText
    }
}
