import Configuration
import Kubernetes
import Policy
import PolicyKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("Match conditions of the webhook's registration")
struct MatchConditionsTests {
    private static let target = PolicyKeeperOptions.Target.matchConditions(registration: "pullpass")

    private static func conditions(_ names: String...) throws -> JSONValue {
        var configuration = try PolicyWorld.configuration()
        configuration.registries = try names.flatMap { try PolicyWorld.configuration($0).registries }
        let text = try WebhookMatchConditions(configuration).json
        return try #require(JSONValue(parsing: text)?["matchConditions"])
    }

    @Test("The leader writes them into every webhook, in one write, and leaves the rest alone")
    func writes() async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration("pullpass", webhooks: ["a.pullpass.dev", "b.pullpass.dev"])
            try world.server.setCABundle([0x61], of: "pullpass", webhook: "a.pullpass.dev")
            _ = try await world.leader(target: Self.target)
            let webhooks = try #require(world.server.webhookConfiguration("pullpass")).webhooks
            #expect(webhooks.map(\.name) == ["a.pullpass.dev", "b.pullpass.dev"])
            #expect(webhooks.map(\.caBundle) == [[0x61], []])
            #expect(webhooks.map(\.matchConditions) == [try Self.conditions("hub"), try Self.conditions("hub")])
            #expect(world.server.requestCount(verb: "patch") == 1)
            world.server.resetAccounting()
            await world.pass(300, step: 10)
            #expect(world.writes == 0)
        }
    }

    @Test("A new configuration and an edit are followed by one write each; a follower writes nothing")
    func keeps() async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration("pullpass")
            let follower = try world.start("pod-2", target: Self.target)
            await world.pass(30)
            #expect(world.server.webhookConfiguration("pullpass")?.webhooks[0].matchConditions == .array([]))
            _ = follower
            let replica = try await world.leader(target: Self.target)
            world.server.resetAccounting()
            var next = try PolicyWorld.configuration("hub")
            next.registries[0].matchImages = try PolicyWorld.configuration("x").registries[0].matchImages
            next.registries[0].namespaces.names = ["team-*"]
            replica.keeper.reload(next)
            await world.pass(1)
            let changed = try #require(world.server.webhookConfiguration("pullpass")).webhooks[0].matchConditions
            #expect(changed != (try Self.conditions("hub")))
            #expect(world.writes == 1)
            try world.server.setMatchConditions(#"[{"name":"never","expression":"false"}]"#, of: "pullpass")
            await world.pass(1)
            #expect(world.server.webhookConfiguration("pullpass")?.webhooks[0].matchConditions == changed)
            #expect(world.writes == 2)
        }
    }

    @Test("A registration that is not there is told, is not made, and gets them when it comes")
    func absent() async throws {
        try await withWorld { world in
            _ = try await world.leader(target: Self.target)
            await world.pass(20)
            #expect(world.server.webhookConfiguration("pullpass") == nil)
            #expect(world.logs.count("there is no MutatingWebhookConfiguration pullpass") == 1)
            try world.server.createWebhookConfiguration("pullpass")
            await world.pass(2)
            let webhook = try #require(world.server.webhookConfiguration("pullpass")).webhooks[0]
            #expect(webhook.matchConditions == (try Self.conditions("hub")))

            try world.server.deleteWebhookConfiguration("pullpass")
            await world.pass(20)
            #expect(world.logs.count("there is no MutatingWebhookConfiguration pullpass") == 2)
        }
    }
}
