import Configuration
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: Roles in some namespaces, and no ClusterRole", .seeded)
struct NamespacedTests {
    private static let hub = "pullpass-hub"

    /// How often all namespaces were read.
    private final class Readings: Sendable {
        let count = Atomic(0)
    }

    /// What the chart grants with `rbac.namespaces`.
    private static func rules(_ namespaces: [String]) -> [AccessRule] {
        namespaces.flatMap { namespace in
            [
                AccessRule(verbs: ["get"], resources: ["namespaces"], resourceNames: [namespace]),
                AccessRule(
                    verbs: ["get", "list", "watch", "create", "patch", "delete"],
                    resources: ["secrets"],
                    resourceNames: [hub],
                    namespace: namespace
                ),
                AccessRule(verbs: ["create", "patch"], resources: ["events"], namespace: namespace),
            ]
        } + [
            AccessRule(verbs: ["*"], resources: ["secrets"], namespace: "pullpass"),
            AccessRule(verbs: ["*"], groups: ["coordination.k8s.io"], resources: ["leases"], namespace: "pullpass"),
            AccessRule(verbs: ["create", "patch"], resources: ["events"], namespace: "pullpass"),
        ]
    }

    @Test(
        "Only the listed namespaces are served, if their labels opt them in, and nothing is asked that a Role cannot allow"
    )
    func served() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("unlabelled")
            let only = ["team-a", "team-b", "unlabelled"]
            world.server.setUser("keeper", rules: Self.rules(only))
            try world.start(with: .init(user: "keeper", only: only))
            await world.pass(5)
            #expect(world.revisions().keys.sorted() == ["team-a", "team-b"])

            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.editSecret("team-b", Self.hub, data: [".dockerconfigjson": "{}"])
            await world.pass(2)
            #expect(Set(world.revisions().values).count == 1)
            #expect(world.content("team-b") == world.content("team-a"))

            try world.server.setLabels(["pullpass.dev/inject": "enabled"], ofNamespace: "unlabelled")
            await world.pass(61, step: 1000)
            #expect(world.revisions().keys.sorted() == ["team-a", "team-b", "unlabelled"])
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test("A namespace that cannot be read is told; the others are served, and its Secrets stay")
    func unreadable() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: Self.rules(["team-a", "team-b"]))
            try world.start(with: .init(user: "keeper", only: ["team-a", "team-b"]))
            await world.pass(5)
            world.server.setUser("keeper", rules: Self.rules(["team-a"]))
            await world.pass(7300, step: 5000)
            #expect(world.logs.contains("namespaces \"team-b\"") || world.logs.contains("namespaces/team-b"))
            #expect(world.revisions().keys.sorted() == ["team-a", "team-b"])
        }
    }

    @Test("A namespace that is gone keeps nobody waiting, and an API server that was away is asked soon")
    func reading() async throws {
        try await withWorld { world in
            try world.prepare()
            let readings = Readings()
            world.server.setUser("keeper", rules: [])
            var options = ReplicaOptions(user: "keeper", only: ["team-a", "team-b"])
            options.onNamespaces = { readings.count.add(1, ordering: .relaxed) }
            try world.start(with: options)
            await world.pass(20)
            #expect(readings.count.load(ordering: .relaxed) == 0)
            // The Role of team-b went with it.
            world.server.setUser("keeper", rules: Self.rules(["team-a"]))
            await world.pass(6)
            #expect(readings.count.load(ordering: .relaxed) == 1)
            await world.pass(10)
            #expect(readings.count.load(ordering: .relaxed) == 1)
        }
    }

    @Test("A round places everything, and the end takes everything away")
    func once() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: Self.rules(["team-a", "team-b"]))
            let keeper = try world.make(with: .init(user: "keeper", only: ["team-a", "team-b"])).keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(30, step: 500)
            let report = await round.value
            #expect(report.placed == 2)
            #expect(report.isComplete, "\(report.problems)")
            let other = try world.make(with: .init(user: "keeper", only: ["team-a", "team-b"])).keeper
            let end = Task(executorPreference: world.loop) { try await other.removeAll() }
            await world.pass(30, step: 500)
            #expect(try await end.value.removed == 3)
            #expect(world.revisions().isEmpty)
        }
    }
}
