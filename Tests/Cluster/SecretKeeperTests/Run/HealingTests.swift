import Configuration
import Credentials
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: what whoever sees Pods that cannot pull asks of it", .seeded)
struct HealingTests {
    private static func leader(_ world: KeeperWorld) throws -> SecretKeeper {
        try #require(world.replicas.first).keeper
    }

    @Test("A credential that its registry refuses is fetched anew at once, in every copy, and told on its master")
    func refused() async throws {
        try await withWorld { world in
            let fetcher = try RefreshTests.start(world, .init(password: "p", life: 43_200))
            await world.pass(60)
            let keeper = try Self.leader(world)
            let before = world.content("team-b")
            let revision = keeper.revision(of: "hub")
            let result = await keeper.tryCredential(of: "hub") { registry, credential in
                // What the copies have, not what would be fetched.
                registry.name == "hub"
                    && String(decoding: credential.dockerConfigJSON, as: UTF8.self).contains("dTpwLTE=")
                    ? .refused("hub.example refuses it at login (status 401)") : .good
            }
            #expect(result == .refused("hub.example refuses it at login (status 401)", isFetching: true))
            await world.pass(30)
            #expect(fetcher.count == 2)
            #expect(world.content("team-b") != before)
            #expect(keeper.revision(of: "hub") != revision)
            let events = world.server.events(in: "pullpass").filter { $0.reason == "CredentialRefused" }
            #expect(events.map(\.name) == ["pullpass-master.hub"])
            #expect(world.logs.contains("it is fetched anew"))
            #expect(!world.logs.contains("p-1"))
        }
    }

    @Test(
        "One that is taken, or of which nobody can say anything, stays",
        arguments: [LoginVerdict.good, .unknown("nobody answers")]
    )
    func stays(verdict: LoginVerdict) async throws {
        try await withWorld { world in
            let fetcher = try RefreshTests.start(world, .init(password: "p", life: 43_200))
            await world.pass(60)
            let keeper = try Self.leader(world)
            let result = await keeper.tryCredential(of: "hub") { _, _ in verdict }
            #expect(result == (verdict == .good ? .taken : .unknown("nobody answers")))
            #expect(await keeper.tryCredential(of: "nobody's", with: { _, _ in .good }) == .none)
            await world.pass(600)
            #expect(fetcher.count == 1)
            #expect(world.server.events().allSatisfy { $0.reason != "CredentialRefused" })
        }
    }

    @Test("Where fetching fails already a refusal changes nothing: the back-off is the provider's")
    func failing() async throws {
        try await withWorld { world in
            let fetcher = try RefreshTests.start(world, .init(password: "p", life: 3600))
            await world.pass(5)
            fetcher.set { $0.error = CredentialError(.unavailable, identity: "role x", reason: "nobody answers") }
            await world.pass(3000, step: 1000)
            let keeper = try Self.leader(world)
            for _ in 0..<20 {
                let result = await keeper.tryCredential(of: "hub") { _, _ in .refused("no") }
                #expect(result == .refused("no", isFetching: false))
            }
            let before = fetcher.count
            await world.pass(5)
            #expect(fetcher.count - before <= 1)
        }
    }

    @Test("How a Secret stands is told of the namespaces that it is for, and those are told in their order")
    func standings() async throws {
        try await withWorld { world in
            _ = try RefreshTests.start(world, .init(password: "p"))
            try world.server.createNamespace("full", labels: KeeperWorld.optedIn)
            try world.server.createNamespace("stranger")
            world.server.setQuota(secrets: 0, inNamespace: "full")
            await world.pass(60)
            let keeper = try Self.leader(world)
            #expect(keeper.standing(of: "hub", in: "team-a") == .present)
            #expect(keeper.standing(of: "hub", in: "full") == .missing("quota"))
            for namespace in ["stranger", "nowhere", "pullpass"] {
                #expect(keeper.standing(of: "hub", in: namespace) == .notWanted)
            }
            #expect(keeper.standing(of: "nobody's", in: "team-a") == .notWanted)
            var names: [String] = []
            while let next = keeper.selectedNamespace(after: names.last ?? "") { names.append(next) }
            #expect(names == ["full", "team-a", "team-b", "team-c"])
        }
    }

    @Test("A lazy Secret is made where a Pod waits for it though the webhook was not asked")
    func lazy() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start(try KeeperWorld.configuration(KeeperWorld.text(extra: "placement: lazy")))
            await world.pass(60)
            let keeper = try Self.leader(world)
            #expect(keeper.standing(of: "hub", in: "team-a") == .missing("waiting"))
            keeper.isNeeded("hub", in: "team-a")
            await world.pass(10)
            #expect(keeper.standing(of: "hub", in: "team-a") == .present)
            #expect(keeper.standing(of: "hub", in: "team-b") == .missing("waiting"))
        }
    }
}
