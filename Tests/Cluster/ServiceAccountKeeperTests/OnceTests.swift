import Configuration
import Kubernetes
import ServiceAccountKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("ServiceAccounts: one round")
struct OnceTests {
    /// What shows a keeper the namespaces, as a round of the keeper of Secrets does.
    private static func show(_ world: AccountWorld, _ replica: AccountWorld.Replica, _ names: String...) {
        let all = names.map {
            NamespaceObject(metadata: ObjectMetadata(name: $0, labels: ["pullpass.dev/inject": "enabled"]))
        }
        replica.keeper.namespaces(.synced(all, version: ""))
    }

    @Test("One round writes what is absent, a second one nothing, and a removal takes all of it away")
    func round() async throws {
        try await withWorld { world in
            for name in ["team-a", "team-b", "gone"] { try world.createNamespace(name) }
            for number in 0..<10 { try world.server.createServiceAccount("team-a", "a-\(number)") }
            try world.server.setPullSecrets("team-a", "default", ["own"], agent: "helm")
            let configuration = try AccountWorld.configuration("hub")
            for expected in [13, 0] {
                let replica = world.make(configuration) { $0.isRound = true }
                Self.show(world, replica, "team-a", "team-b", "gone")
                let outcome = await replica.keeper.applyOnce()
                #expect(outcome.written == expected && outcome.problems == [])
            }
            // Whatever the namespaces are by now.
            try world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "gone")
            let end = await world.make(configuration).keeper.removeAll()
            #expect(end.written == 13 && end.problems == [])
            #expect(world.names("team-a") == ["own"] && world.record("team-a") == nil)
            #expect(world.names("gone") == [] && world.names("team-a", "a-7") == [])
            let again = await world.make(configuration).keeper.removeAll()
            #expect(again.written == 0)
        }
    }

    @Test("A round does not know for how long nobody has wanted a name: it takes it away only when it is told to")
    func removal() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let first = world.make(try AccountWorld.configuration("hub", "old")) { $0.isRound = true }
            Self.show(world, first, "team-a")
            _ = await first.keeper.applyOnce()
            let second = world.make(try AccountWorld.configuration("hub")) { $0.isRound = true }
            Self.show(world, second, "team-a")
            let kept = await second.keeper.applyOnce()
            #expect(kept.leaving == 1 && kept.problems == [])
            #expect(world.names("team-a") == ["pullpass-hub", "pullpass-old"])
            let third = world.make(try AccountWorld.configuration("hub")) {
                $0.isRound = true
                $0.confirmsRemoval = true
            }
            Self.show(world, third, "team-a")
            let done = await third.keeper.applyOnce()
            #expect(done.written == 1 && world.names("team-a") == ["pullpass-hub"])
        }
    }

    @Test("Who may not look at accounts says so")
    func forbidden() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let configuration = try AccountWorld.configuration("hub")
            let expected = await world.make(configuration, rules: []).keeper.removeAll()
            #expect(expected.problems.count == 1 && expected.problems[0].contains("serviceaccounts"))
            let replica = world.make(configuration, rules: []) { $0.isRound = true }
            Self.show(world, replica, "team-a")
            let round = await replica.keeper.applyOnce()
            #expect(round.problems.count == 1)
        }
    }

    @Test(
        "With Roles by namespace, one that is gone is told, and the others are written and cleaned up",
        .timeLimit(.minutes(1))
    )
    func partlyForbidden() async throws {
        try await withWorld { world in
            let only = ["gone", "team-a", "team-b"]
            for name in only { try world.createNamespace(name) }
            let rules = only.dropFirst().map {
                AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"], namespace: $0)
            }
            let configuration = try AccountWorld.configuration("hub")
            let replica = world.make(configuration, onlyNamespaces: only, rules: rules) { $0.isRound = true }
            Self.show(world, replica, "gone", "team-a", "team-b")
            let round = await replica.keeper.applyOnce()
            #expect(round.written == 2)
            #expect(round.problems.count == 1 && round.problems[0].contains("namespace gone"), "\(round.problems)")
            #expect(world.names("team-a") == ["pullpass-hub"] && world.names("team-b") == ["pullpass-hub"])
            let end = await world.make(configuration, onlyNamespaces: only, rules: rules).keeper.removeAll()
            #expect(end.written == 2 && end.problems.count == 1, "\(end.problems)")
            #expect(world.names("team-a") == [] && world.names("team-b") == [])
        }
    }
}
