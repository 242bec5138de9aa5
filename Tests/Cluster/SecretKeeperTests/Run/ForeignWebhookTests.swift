import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: somebody else's webhook", .seeded)
struct ForeignWebhookTests {
    @Test("A namespace whose own webhook fails is told so, and keeps nobody else waiting", .timeLimit(.minutes(5)))
    func failing() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.inject(
                .failWebhook,
                on: RequestMatch(verbs: ["patch"], resource: "secrets", namespace: "team-a"),
                times: nil
            )
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
