import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: watches that do not work, and those that are only silent", .seeded)
struct WatchStateTests {
    private static func metrics(_ replica: KeeperWorld.Replica) -> String {
        String(decoding: replica.metrics.render(.openMetrics), as: UTF8.self)
    }

    @Test("A watch that is refused is told by resource and name, and the others go on")
    func stalled() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start()
            await world.pass(3)
            let subject = #"pullpass_api_watch_stalled_seconds{resource="secrets",name="pullpass-hub"} "#
            #expect(Self.metrics(replica).contains(subject + "0.0\n"))
            world.server.inject(
                .refuse(403),
                on: RequestMatch(verbs: ["watch", "list"], resource: "secrets", name: "pullpass-hub"),
                times: nil
            )
            world.server.cutWatches(of: "secrets")
            await world.pass(400, step: 1000)
            let text = Self.metrics(replica)
            let line = text.split(separator: "\n").first { $0.hasPrefix(subject) }
            let seconds = try #require(line.flatMap { Double($0.dropFirst(subject.count)) })
            #expect((390...410).contains(seconds))
            #expect(text.contains(#"pullpass_api_watch_stalled_seconds{resource="namespaces",name=""} 0.0"#))
            world.server.removeFaults()
            await world.pass(90, step: 1000)
            #expect(Self.metrics(replica).contains(subject + "0.0\n"))
        }
    }

    @Test("A server that sends no bookmarks is no failure: nothing is said, listed or lost")
    func silent() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.settings.dropsBookmarks = true
            let replica = try world.start()
            await world.pass(900, step: 1000)
            #expect(!world.logs.contains("does not work"))
            #expect(Self.metrics(replica).contains(#"cause="silent""#))
            try world.server.deleteSecret("team-a", "pullpass-hub")
            await world.pass(1)
            #expect(world.content("team-a")?.contains("hub.example") == true)
        }
    }

    @Test("Connections that die without a word are found out, and what happened meanwhile is seen")
    func dead() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(3)
            world.server.silenceWatches()
            try world.server.deleteSecret("team-a", "pullpass-hub")
            await world.pass(10)
            #expect(world.content("team-a") == nil)
            await world.pass(100, step: 1000)
            #expect(world.content("team-a")?.contains("hub.example") == true)
            #expect(!world.logs.contains("does not work"))
        }
    }
}
