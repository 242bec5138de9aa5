import Configuration
import Credentials
import Kubernetes
import Metrics
import Providers
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: credentials that live for seconds", .seeded)
struct ShortLivedCredentialTests {
    @Test("A token of a minute is not written all the time, and an Event, a line and a metric say what that means")
    func told() async throws {
        try await withWorld { world in
            let fetcher = try RefreshTests.start(world, .init(password: "p", life: 45))
            await world.pass(5)
            world.server.resetAccounting()
            await world.pass(3600, step: 5000)
            #expect((50...62).contains(fetcher.count))
            // Three copies and a master, each once for each token.
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") <= 62 * 4)
            #expect(world.reasons(in: "pullpass").contains("CredentialShortLived"))
            #expect(
                world.logs.contains(
                    "The credentials of registry hub live for 45 s only: one is replaced after 60 s at the earliest"
                )
            )
            #expect(world.logs.contains("they hold one that has ended, for about 16 s each time"))
            let metrics = String(decoding: world.replicas[0].metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_credential_stale_seconds{registry="hub"} 16"#))
        }
    }

    @Test("A life of some minutes is told, and is renewed in time")
    func minutes() async throws {
        try await withWorld { world in
            _ = try RefreshTests.start(world, .init(password: "p", life: 300))
            await world.pass(400, step: 5000)
            #expect(world.logs.contains("live for 300 s only: that leaves little time"))
            let metrics = String(decoding: world.replicas[0].metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_credential_stale_seconds{registry="hub"} 0"#))
        }
    }

    @Test("A life of an hour is nothing to talk about")
    func hour() async throws {
        try await withWorld { world in
            _ = try RefreshTests.start(world, .init(password: "p", life: 3600))
            await world.pass(7200, step: 20_000)
            #expect(!world.logs.contains("live for"))
            #expect(!world.reasons(in: "pullpass").contains("CredentialShortLived"))
        }
    }

    @Test("A changed source is written at once all the same")
    func source() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let before = world.revisions()
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(5)
            #expect(world.revisions()["team-a"] != before["team-a"])
        }
    }
}
