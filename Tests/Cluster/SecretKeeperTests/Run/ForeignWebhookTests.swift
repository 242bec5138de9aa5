import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: somebody else's webhook", .seeded)
struct ForeignWebhookTests {
    /// A cluster in which every write of a Secret of `team-a` meets something.
    private static func prepare(_ world: KeeperWorld, _ fault: Fault) throws {
        try world.prepare()
        let writes = RequestMatch(verbs: ["patch"], resource: "secrets", namespace: "team-a")
        world.server.inject(fault, on: writes, times: nil)
    }

    @Test("A namespace whose own webhook fails is told so, and keeps nobody else waiting", .timeLimit(.minutes(5)))
    func failing() async throws {
        try await withWorld { world in
            try Self.prepare(world, .failWebhook)
            try world.start()
            await world.pass(600, step: 500)
            #expect(world.reasons(in: "team-a") == ["SecretRefused"])
            let message = try #require(world.server.events(in: "team-a").first?.message)
            #expect(message.contains("check.example.com"), "\(message)")

            // After all that, a change is with the others at once.
            let old = try #require(world.content("team-b"))
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(5)
            #expect(world.content("team-b") != old)
            #expect(world.content("team-c") == world.content("team-b"))
            #expect(world.content("team-a") == nil)

            world.server.removeFaults()
            await world.pass(400, step: 500)
            #expect(world.content("team-a") == world.content("team-b"))
        }
    }

    /// With the codes of other things: an API server that fails, that asks to slow down, that does not know us, a namespace that is gone.
    static let denials = [
        Fault.denyByWebhook(500), .denyByWebhook(503), .denyByWebhook(429, retryAfter: 60), .denyByWebhook(401),
        .denyByWebhook(404), .denyByWebhook(409), .denyByPolicy(401), .misfitPatch, .refuse(500), .refuse(504),
    ]

    @Test(
        "A webhook that says no is told to its namespace, whatever its code, and keeps nobody else waiting",
        arguments: denials
    )
    func denying(_ denial: Fault) async throws {
        try await withWorld { world in
            try Self.prepare(world, denial)
            let replica = try world.start()
            await world.pass(600, step: 500)
            #expect(world.reasons(in: "team-a") == ["SecretRefused"])
            #expect(CopyCountTests.counts(replica) == ["wanted": 3, "present": 2, "refused": 1])
            // Ever more seldom; one that might pass is tried a few times each.
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") < 100)

            try world.server.createNamespace("team-d", labels: KeeperWorld.optedIn)
            await world.pass(2)
            #expect(world.content("team-d") == world.content("team-b"))
            #expect(world.content("team-d") != nil)

            world.server.removeFaults()
            await world.pass(400, step: 500)
            #expect(world.content("team-a") == world.content("team-b"))
        }
    }

    @Test(
        "A namespace whose webhooks take longer than a request may keeps nobody else waiting",
        .timeLimit(.minutes(5))
    )
    func slow() async throws {
        try await withWorld { world in
            try Self.prepare(world, .stall)
            let replica = try world.start()
            await world.pass(600, step: 500)
            #expect(world.reasons(in: "team-a") == ["SecretRefused"])
            #expect(CopyCountTests.counts(replica) == ["wanted": 3, "present": 2, "refused": 1])
            // Those of the others, and ever more seldom those that take so long.
            let writes = world.server.requestCount(verb: "patch", resource: "secrets")
            #expect((5..<16).contains(writes), "\(writes)")

            // While one is under way, and after it.
            for name in ["team-d", "team-e", "team-f"] {
                try world.server.createNamespace(name, labels: KeeperWorld.optedIn)
                await world.pass(2)
                #expect(world.content(name) == world.content("team-b"))
                #expect(world.content(name) != nil)
                await world.pass(50)
            }
            world.server.removeFaults()
            await world.pass(400, step: 500)
            #expect(world.content("team-a") == world.content("team-b"))
        }
    }

    @Test("A deletion that a webhook denies with 404 leaves a copy that is known and told")
    func deletionDenied() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            world.server.inject(
                .denyByWebhook(404),
                on: RequestMatch(verbs: ["delete"], resource: "secrets", namespace: "team-a"),
                times: nil
            )
            let replica = try world.start(LeftTests.one("keeper: { removeAfter: 10s }"))
            await world.pass(90, step: 500)
            #expect(world.revisions("pullpass-quay").keys.sorted() == ["team-a"])
            #expect(LeftTests.gauge(replica) == [#"{registry="quay",reason="refused"} 1"#])
            #expect(world.reasons(in: "team-a").contains("SecretRefused"))
            world.server.removeFaults()
            await world.pass(400, step: 1000)
            #expect(world.revisions("pullpass-quay").isEmpty)
            #expect(LeftTests.gauge(replica).isEmpty)
        }
    }

    @Test("Who fills his copies until none can be written is told so, and keeps nobody else waiting")
    func filled() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            world.server.inject(
                .refuseAsTooLarge,
                on: RequestMatch(verbs: ["patch"], resource: "secrets", namespace: "team-a"),
                times: nil
            )
            for round in 0..<5 {
                let old = try #require(world.content("team-b"))
                try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w-\(round)"])
                await world.pass(5)
                #expect(world.content("team-b") != old)
                #expect(world.content("team-c") == world.content("team-b"))
                await world.pass(60)
            }
            #expect(world.reasons(in: "team-a").contains("SecretRefused"))
        }
    }
}
