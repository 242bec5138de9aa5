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
        let type = try await Tool.run(
            "curl",
            ["--silent", "-o", "/dev/null", "-w", "%{content_type}", "http://127.0.0.1:\(server.metricsPort)/metrics"]
        )
        #expect(type.outputText.hasPrefix("application/openmetrics-text; version=1.0.0"), "\(type.outputText)")
    }
}
