import Configuration
import Credentials
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: Secrets and namespaces that cannot be written", .seeded)
struct ObstacleTests {
    static let hub = "pullpass-hub"

    @Test("Somebody else's Secret is left alone, with one warning on it, until it is gone")
    func foreign() async throws {
        try await withWorld { world in
            try world.prepare()
            let text = #"{"auths":{"x":{"auth":"YTpi"}}}"#
            try world.server.createSecret(
                "team-a",
                Self.hub,
                type: "kubernetes.io/dockerconfigjson",
                data: [".dockerconfigjson": text]
            )
            // The mark alone does not make it ours.
            try world.server.createSecret(
                "team-b",
                Self.hub,
                annotations: ["pullpass.dev/owner": "pullpass/pullpass"]
            )
            let before = [world.server.secret("team-a", Self.hub), world.server.secret("team-b", Self.hub)]
            try world.start()
            await world.pass(600, step: 1000)
            #expect([world.server.secret("team-a", Self.hub), world.server.secret("team-b", Self.hub)] == before)
            #expect(world.revisions().keys.contains("team-c"))
            let events = world.server.events(in: "team-a")
            #expect(events.map(\.reason) == ["ForeignSecret"])
            #expect(events.first?.count == 1)
            try world.server.deleteSecret("team-a", Self.hub)
            await world.pass(1)
            #expect(world.content("team-a")?.contains("hub.example") == true)
        }
    }

    @Test("Whatever others have in the place of copies, there is room for what is to be said of our own")
    func foreignFlood() async throws {
        try await withWorld { world in
            let namespaces = (0..<800).map { "team-\($0)" }
            try world.prepare(namespaces: namespaces)
            for name in namespaces { try world.server.createSecret(name, Self.hub, data: ["mine": "x"]) }
            try world.server.deleteSecret("pullpass", "hub-token")
            try world.start()
            await world.pass(60, step: 500)
            #expect(world.reasons(in: "pullpass").contains("CredentialFailed"))
            let told = world.server.events().count { $0.reason == "ForeignSecret" }
            #expect((256..<512).contains(told), "\(told)")
        }
    }

    @Test("Two installations in one cluster leave each other alone")
    func installations() async throws {
        try await withWorld { world in
            try world.prepare()
            let other = try KeeperWorld.configuration(
                KeeperWorld.text(more: "keeper: { leaderElection: { leaseName: other } }")
            )
            try world.start()
            await world.pass(5)
            let before = world.server.secrets(named: Self.hub)
            try world.start(other, with: .init(identity: "other-1"))
            await world.pass(60, step: 500)
            #expect(world.server.secrets(named: Self.hub) == before)
            #expect(
                world.server.secret("pullpass", "pullpass-master.hub")?.metadata.annotations["pullpass.dev/owner"]
                    == "pullpass/pullpass"
            )
        }
    }

    @Test("An immutable copy gets a warning, and no storm of writes")
    func immutable() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            try world.server.edit(.secrets(namespace: "team-a", name: Self.hub), mergePatch: #"{"immutable":true}"#)
            let old = world.content("team-a")
            world.server.resetAccounting()
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(600, step: 1000)
            #expect(world.content("team-a") == old)
            #expect(world.content("team-b") != old)
            #expect(world.reasons(in: "team-a") == ["ImmutableSecret"])
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 422) == 1)
            try world.server.deleteSecret("team-a", Self.hub)
            await world.pass(1)
            #expect(world.content("team-a") == world.content("team-b"))
        }
    }

    @Test("A Terminating namespace is no error: nothing is written, told or counted")
    func terminating() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            try world.server.terminateNamespace("team-a")
            try world.server.deleteSecret("team-a", Self.hub)
            await world.pass(120, step: 500)
            #expect(world.content("team-a") == nil)
            #expect(world.server.events(in: "team-a").isEmpty)
            world.server.finishTermination(ofNamespace: "team-a")
            await world.pass(1)
            try world.server.createNamespace("team-a", labels: KeeperWorld.optedIn)
            await world.pass(1)
            #expect(world.content("team-a") != nil)
        }
    }

    @Test(
        "A quota that is used up is told once on the Secret, tried again ever more rarely, and works when there is room"
    )
    func quota() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setQuota(secrets: 0, inNamespace: "team-a")
            try world.start()
            await world.pass(600, step: 1000)
            #expect(world.revisions().keys.sorted() == ["team-b", "team-c"])
            #expect(world.server.events(in: "team-a").map(\.reason) == ["QuotaExceeded"])
            let tries = world.server.requestCount(verb: "patch", resource: "secrets", status: 403)
            #expect((5...15).contains(tries))
            world.server.setQuota(secrets: nil, inNamespace: "team-a")
            await world.pass(310, step: 1000)
            #expect(world.content("team-a") != nil)
        }
    }
}
