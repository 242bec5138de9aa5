import SecretKeeper
import Status
import Synchronization
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: a look at how things stand", .seeded)
struct LookTests {
    /// What somebody who looks may do: what a keeper reads, and nothing that it writes.
    private static func rules(secretNames: [String] = ["pullpass-hub", "pullpass-anonymous"]) -> [AccessRule] {
        [
            AccessRule(verbs: ["list", "watch"], resources: ["namespaces"]),
            AccessRule(verbs: ["list", "watch"], resources: ["secrets"], resourceNames: Set(secretNames)),
            AccessRule(verbs: ["list", "watch"], resources: ["secrets"], namespace: "pullpass"),
        ]
    }

    private static func look(
        _ world: KeeperWorld,
        as user: String = "visitor",
        then body: @escaping @Sendable () async -> Void = {}
    ) async throws -> StatusReport {
        let (keeper, _) = try world.make(with: ReplicaOptions(identity: "visitor", user: user))
        let report = Mutex<StatusReport?>(nil)
        let loop = world.loop
        let task = Task(executorPreference: loop) {
            await keeper.look(atMost: .seconds(30)) {
                await body()
                report.withLock { $0 = keeper.status(as: .command, version: "1") }
            }
        }
        _ = await world.pass(upTo: 40) { report.withLock { $0 != nil } }
        await task.value
        return try #require(report.withLock { $0 })
    }

    @Test("Who looks sees what the leader counts, and asks for nothing but lists and watches")
    func same() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createSecret("team-b", "pullpass-hub", data: ["a": "b"])
            try world.server.createNamespace("team-x", labels: ["pullpass.dev/inject": "enable"])
            let leader = try world.start()
            await world.pass(5)
            let known = leader.keeper.status(version: "1")
            #expect(known.view == .leader)
            await world.stopAll()
            world.server.setUser("visitor", rules: Self.rules())
            world.server.resetAccounting()
            let seen = try await Self.look(world)
            #expect(seen.registries.map(\.copies) == known.registries.map(\.copies))
            #expect(seen.registries.map(\.revision) == known.registries.map(\.revision))
            #expect(seen.registries.map(\.readiness) == [.ready])
            #expect(seen.namespaces == known.namespaces)
            #expect(seen.namespaces.map(\.name) == ["team-b", "team-x"])
            #expect(seen.namespaces.last?.labelSlip?.contains("pullpass.dev/inject=enabled") == true)
            #expect(seen.selectedNamespaces == 3)
            #expect(seen.problems == [])
            let verbs = Set(world.server.requestCounts.keys.map(\.verb))
            #expect(verbs.isSubset(of: ["list", "watch"]), "\(verbs)")
        }
    }

    @Test("What may not be read is said, and the rest is told all the same")
    func forbidden() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            await world.stopAll()
            world.server.setUser("visitor", rules: Self.rules(secretNames: ["pullpass-anonymous"]))
            let seen = try await Self.look(world)
            #expect(seen.registries.map(\.readiness) == [.ready])
            #expect(seen.registries.first?.copies == nil)
            #expect(
                seen.problems.contains { $0.contains("Secrets named pullpass-hub") && $0.contains("forbidden") },
                "\(seen.problems)"
            )
            #expect(!seen.isFine)
        }
    }

    @Test("Who may read nothing gets a report that says so")
    func nothing() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("visitor", rules: [])
            let seen = try await Self.look(world)
            #expect(seen.registries.map(\.readiness) == [.unknown])
            #expect(seen.problems.count >= 2)
        }
    }

    @Test("Why no credential could be fetched is told by who leads and by who looks")
    func failure() async throws {
        try await withWorld { world in
            try world.server.createNamespace("pullpass")
            try world.server.createNamespace("team-a", labels: KeeperWorld.optedIn)
            let leader = try world.start()
            await world.pass(20)
            let known = leader.keeper.registryStatuses()
            #expect(known.map(\.readiness) == [.none])
            #expect(known.first?.lastError?.contains("hub-token") == true)
            #expect(known.first?.failingSince != nil && known.first?.nextFetch != nil)
            await world.stopAll()
            world.server.setUser("visitor", rules: Self.rules())
            let seen = try await Self.look(world)
            #expect(seen.registries.first?.lastError == known.first?.lastError)
            #expect(seen.namespaces.map(\.lacks.first?.reason) == [.noCredential])
        }
    }
}
