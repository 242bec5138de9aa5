import Configuration
import Metrics
import SecretKeeper
import Status
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
    static func rules(_ namespaces: [String]) -> [AccessRule] {
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

    @Test("Who begins while one namespace has no Role any more serves the others, and that one when it has it again")
    func begunWithout() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: Self.rules(["team-a"]))
            let replica = try world.start(with: .init(user: "keeper", only: ["team-a", "team-b"]))
            await world.pass(30, step: 500)
            #expect(world.revisions().keys.sorted() == ["team-a"])
            try world.server.deleteSecret("team-a", Self.hub)
            await world.pass(2)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(5)
            #expect(world.content("team-a")?.contains("amFuZTpuM3c=") == true)
            let told = world.logs.all.filter { $0.contains("Secrets named \(Self.hub) in namespace team-b") }
            #expect(told.count == 1, "\(told)")
            #expect(!world.logs.all.contains { $0.contains("the watch of Secrets") && $0.contains("works again") })
            let status = replica.keeper.status(version: "1")
            #expect(status.registries.first?.copies?.present == 1)
            #expect(status.problems.contains { $0.contains("in namespace team-b does not work") })
            let metrics = String(decoding: replica.metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_keeper_copies_wanted{registry="hub"} 1"#))
            world.server.setUser("keeper", rules: Self.rules(["team-a", "team-b"]))
            await world.pass(400, step: 1000)
            #expect(world.revisions().keys.sorted() == ["team-a", "team-b"])
            #expect(Set(world.revisions().values).count == 1)
            #expect(replica.keeper.status(version: "1").problems == [])
        }
    }

    @Test(
        "A Role that lacks the right to write, or to write over, holds up no other namespace",
        arguments: [true, false]
    )
    func writing(_ isThere: Bool) async throws {
        try await withWorld { world in
            try world.prepare()
            let only = ["team-a", "team-b"]
            world.server.setUser("keeper", rules: Self.rules(only))
            let replica = try world.start(with: .init(user: "keeper", only: only))
            await world.pass(5)
            let reading = Self.rules(["team-b"]).map { rule in
                var rule = rule
                if rule.namespace == "team-b", rule.resources == ["secrets"] { rule.verbs = ["get", "list", "watch"] }
                return rule
            }
            world.server.setUser("keeper", rules: Self.rules(["team-a"]) + reading)
            world.server.resetAccounting()
            if !isThere { try world.server.deleteSecret("team-b", Self.hub) }
            for round in 0..<6 {
                let before = world.revisions()["team-a"]
                if isThere {
                    try world.server.editSecret("pullpass", "hub-token", data: ["token": "n\(round)"])
                    let isRenewed = await world.pass(upTo: 5) { world.revisions()["team-a"] != before }
                    #expect(isRenewed)
                } else {
                    try world.server.deleteSecret("team-a", Self.hub)
                    let isBack = await world.pass(upTo: 2) { world.revisions()["team-a"] == before }
                    #expect(isBack)
                }
                await world.pass(650, step: 5000)
            }
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 403) < 40)
            #expect(world.reasons(in: "team-b").contains("AccessDenied"))
            let metrics = String(decoding: replica.metrics.render(), as: UTF8.self)
            let reason = isThere ? "outdated" : "forbidden"
            #expect(
                metrics.contains(#"pullpass_keeper_copies_missing{registry="hub",reason="\#(reason)"} 1"#),
                "\(metrics)"
            )
            world.server.setUser("keeper", rules: Self.rules(only))
            await world.pass(400, step: 1000)
            #expect(Set(world.revisions().values).count == 1 && world.revisions().count == 2)
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

    @Test("A round writes where it may, and tells where it may not look")
    func partialRound() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: Self.rules(["team-b", "team-c"]))
            let only = ["team-a", "team-b", "team-c"]
            let keeper = try world.make(with: .init(user: "keeper", only: only)).keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(30, step: 500)
            let report = await round.value
            #expect(report.placed == 2)
            #expect(!report.isComplete)
            #expect(
                report.problems.contains { $0.contains("Secrets named \(Self.hub) in namespace team-a: ") },
                "\(report.problems)"
            )
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
