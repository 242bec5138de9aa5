import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: one round, and ending", .seeded)
struct RoundTests {
    @Test("A round that lacks a right ends, and tells which", .timeLimit(.minutes(5)))
    func missingRight() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: RightsTests.rules(copies: []))
            let keeper = try world.make(with: .init(user: "keeper")).keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(60, step: 500)
            let report = await round.value
            #expect(report.problems.contains { $0.contains("Secrets named pullpass-hub") })
            #expect(!report.isComplete)
        }
    }

    @Test("A round against an API server that is down gives up after half a minute", .timeLimit(.minutes(5)))
    func down() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.isDown = true
            let keeper = try world.make().keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(32, step: 500)
            let report = await round.value
            #expect(report.isServerSilent)
            #expect(report.problems.contains { $0.contains("no answer from the API server within") })
        }
    }

    @Test("A round against an API server that answers, but cannot serve, ends at its limit", .timeLimit(.minutes(5)))
    func busy() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.inject(.refuse(503), on: .any, times: nil)
            let keeper = try world.make().keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce(limit: .seconds(90)) }
            await world.pass(92, step: 500)
            let report = await round.value
            #expect(!report.isServerSilent)
            #expect(report.problems.contains { $0.contains("not done within") })
        }
    }

    @Test("A round waits for credentials, watches and writes, and tells that a source is missing")
    func missingSource() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.deleteSecret("pullpass", "hub-token")
            let keeper = try world.make().keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(20, step: 500)
            let report = await round.value
            #expect(report.failures == 1)
            #expect(world.logs.contains("hub-token"))
            #expect(world.reasons(in: "pullpass") == ["CredentialFailed"])
        }
    }

    @Test(
        "A keeper ends at once whatever it waits for",
        .timeLimit(.minutes(5)),
        arguments: [
            RequestMatch(resource: "secrets", name: "hub-token"), RequestMatch(resource: "leases"),
            RequestMatch(verbs: ["patch"]), RequestMatch(verbs: ["watch"]), RequestMatch(verbs: ["list"]),
            RequestMatch.any,
        ]
    )
    func ending(_ match: RequestMatch) async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.inject(.stall, on: match, times: nil)
            let replica = try world.start()
            await world.pass(5)
            replica.task.cancel()
            // Giving the Lease back may take its time.
            await world.pass(5)
            await world.stop(replica)
            #expect(world.server.openWatches() == 0)
        }
    }
}
