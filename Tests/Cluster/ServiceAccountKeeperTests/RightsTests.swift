import Configuration
import Kubernetes
import PolicyTestSupport
import ServiceAccountKeeper
import TestAPIServer
import TestSupport
import Testing
import YAML

@Suite("ServiceAccounts: what it may do")
struct RightsTests {
    private static let verbs = ["get", "list", "watch", "patch"]

    /// What the chart grants on ServiceAccounts, as Helm's engine renders it, without one verb.
    private static func rules(without removed: String? = nil) throws -> [AccessRule] {
        let rendering = try Repository.bytes("charts/pullpass/ci/snapshots/carrying-service-accounts.yaml")
        let documents = try YAMLNode.parse(yaml: rendering).map { try JSON.parse($0.json) }
        func texts(_ list: JSON?) -> Set<String> { Set((list?.array ?? []).compactMap(\.text)) }
        let roles = documents.filter { $0["kind"]?.text == "ClusterRole" }
        let rules = roles.flatMap { $0["rules"]?.array ?? [] }.map {
            AccessRule(
                verbs: texts($0["verbs"]),
                groups: texts($0["apiGroups"]),
                resources: texts($0["resources"]),
                resourceNames: texts($0["resourceNames"])
            )
        }
        let onAccounts = rules.filter { $0.resources == ["serviceaccounts"] }
        try #require(onAccounts.reduce(into: Set<String>()) { $0.formUnion($1.verbs) } == Set(verbs))
        return rules.filter { $0.resources == ["events"] }
            + onAccounts.map { rule in
                var rule = rule
                if let removed { rule.verbs.remove(removed) }
                return rule
            }
    }

    /// Whether everything that is ever to be done is done.
    private static func everything(
        _ world: AccountWorld,
        with rules: [AccessRule],
        startsByWatch: Bool = true
    ) async throws -> Bool {
        world.server.settings.supportsWatchList = startsByWatch
        try world.createNamespace("team-a")
        let replica = try await world.start(try AccountWorld.configuration("hub"), rules: rules, leads: false)
        world.server.settings.latency = .milliseconds(300)
        replica.keeper.lead(true)
        for number in 0..<4 {
            try world.server.setPullSecrets("team-a", "default", ["own-\(number)"], agent: "kubectl")
            await world.pass(1)
        }
        world.server.settings.latency = .zero
        await world.pass(5)
        try world.server.createServiceAccount("team-a", "late")
        await world.pass(3)
        let isRead = world.server.requestCount(verb: "get", resource: "serviceaccounts", status: 200) > 0
        return world.names("team-a")?.last == "pullpass-hub" && world.names("team-a", "late") == ["pullpass-hub"]
            && isRead && replica.metrics.contains(#"pullpass_service_account_writes_total{result="failed"} 0"#)
    }

    @Test("These rights are enough, and nothing else is asked for")
    func enough() async throws {
        try await withWorld { world in
            let isDone = try await Self.everything(world, with: try Self.rules())
            #expect(isDone)
            #expect(world.server.requestCount(user: "pod-1", status: 403) == 0)
        }
    }

    @Test("Each of them is needed", arguments: verbs)
    func needed(_ verb: String) async throws {
        // An older server, and a single round, list what a newer one tells by the watch.
        let isOld = verb == "list"
        try await withWorld { world in
            let rules = try Self.rules(without: verb)
            let isDone = try await Self.everything(world, with: rules, startsByWatch: !isOld)
            #expect(!isDone)
        }
    }
}
