import FoundationEssentials
import Processes
import TestSupport
import Testing

@Suite(
    "Alerts",
    .serialized,
    .needs("curl", "openssl"),
    ClusterTrait(start: SimulatedCluster.start)
)
struct AlertTests {
    @Test func `each metric of the example is one that a running server has`() async throws {
        let pullpass = try await Installation("alerts", in: try ClusterTrait.running())
        let configuration =
            pullpass.configuration() + """

                injection: { matchConditions: true, selfTest: { enabled: true } }
                heal: { enabled: true, recreate: evict }
                serviceAccounts: { enabled: true }

                """
        let server = try await pullpass.serve(configuration, ["--webhook-name", "alerts", "--pull-registries"])
        _ = try await pullpass.waitForCopy("alerts-a")
        let types = try await server.metrics().split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
        let families = Set(types.compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) })

        let alerts = try String(contentsOf: URL(filePath: Repository.path("examples/alerts.yaml")), encoding: .utf8)
        let used = Set(alerts.matches(of: /pullpass_[a-z_]+/).map { String($0.output) })
        #expect(used.count >= 8)
        for name in used {
            let family = name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
            #expect(families.contains(family), "\(name) is no metric of Pullpass")
        }
        #expect(try await server.stop().isSuccess)
    }

    @Test(.needs("promtool"))
    func `Prometheus reads the example`() async throws {
        let result = try await Tool.run("promtool", ["check", "rules", Repository.path("examples/alerts.yaml")])
        #expect(result.status.isSuccess, "\(result.errorText)")
    }
}
