import Configuration
import Credentials
import Images
import Kubernetes
import Metrics
import SecretKeeper
import Status
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: credentials that expire", .seeded)
struct RefreshTests {
    static func start(_ world: KeeperWorld, _ script: ScriptedFetcher.Script, probe: ReplacementProbe? = nil) throws
        -> ScriptedFetcher
    {
        try world.prepare()
        let configuration = try KeeperWorld.configuration()
        let fetcher = ScriptedFetcher(configuration.registries[0], clock: world.clock.wall, script)
        try world.start(configuration, with: .init(fetcher: { _, _ in fetcher }, probe: probe))
        return fetcher
    }

    @Test("A token of twelve hours is replaced at about half its life, everywhere, under the same UIDs")
    func halfLife() async throws {
        try await withWorld { world in
            let fetcher = try Self.start(world, .init(password: "p", life: 43_200))
            await world.pass(5)
            let uids = world.uids()
            await world.pass(19_000, step: 10_000)
            #expect(fetcher.count == 1)
            await world.pass(5000, step: 5000)
            #expect(fetcher.count == 2)
            #expect(world.uids() == uids)
            #expect(Set(world.revisions().values).count == 1)
        }
    }

    @Test("A provider that hands out the same token until its end causes no write and no failure")
    func sameToken() async throws {
        try await withWorld { world in
            let fetcher = try Self.start(world, .init(password: "p", life: 3600, keepsToken: true))
            await world.pass(5)
            world.server.resetAccounting()
            await world.pass(3500, step: 1000)
            #expect((3...40).contains(fetcher.count))
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
        }
    }

    @Test("A provider that never answers is given up on after a quarter of an hour, told, and asked again")
    func hangs() async throws {
        try await withWorld { world in
            let fetcher = try Self.start(world, .init(password: "p", hangs: true))
            await world.pass(898, step: 2000)
            #expect(!world.logs.contains("nobody answered within"))
            await world.pass(4, step: 2000)
            #expect(world.logs.contains("nobody answered within 900.0 seconds"))
            fetcher.set { $0.hangs = false }
            await world.pass(60, step: 1000)
            #expect(world.revisions().count == 3)
        }
    }

    @Test(
        "While fetching fails the last good credential stays, new namespaces get it, and its end is told in the metrics"
    )
    func lastGood() async throws {
        try await withWorld { world in
            let fetcher = try Self.start(world, .init(password: "p", life: 3600))
            await world.pass(5)
            let good = world.content("team-a")
            let due = #"pullpass_credential_refresh_due_timestamp_seconds{registry="hub"} 1"#
            #expect(String(decoding: world.replicas[0].metrics.render(), as: UTF8.self).contains(due))
            fetcher.set { $0.error = CredentialError(.unavailable, identity: "role x", reason: "nobody answers") }
            await world.pass(7200, step: 2000)
            #expect(world.content("team-a") == good)
            #expect((10...60).contains(fetcher.count))
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            await world.pass(1)
            #expect(world.content("new") == good)
            let text = String(decoding: world.replicas[0].metrics.render(), as: UTF8.self)
            #expect(text.contains(#"pullpass_credential_expiry_timestamp_seconds{registry="hub"} 1"#))
            #expect(!text.contains(due))
            fetcher.set { $0.error = nil }
            await world.pass(400, step: 1000)
            #expect(world.content("team-a") != good)
        }
    }

    @Test("A new credential that the registry refuses does not replace a working one; one that nobody could try does")
    func probe() async throws {
        try await withWorld { world in
            let fetcher = try Self.start(world, .init(password: "refused", life: 3600)) { _, credential, known in
                // What it replaces is told, too.
                guard known != nil else { return .good }
                return String(decoding: credential.dockerConfigJSON, as: UTF8.self).contains("cmVmdXNlZC0")
                    || String(decoding: credential.dockerConfigJSON, as: UTF8.self).contains("dTpyZWZ1c2Vk")
                    ? .refused("401") : .unknown("429")
            }
            await world.pass(5)
            let good = world.content("team-a")
            #expect(good != nil)
            await world.pass(2500, step: 1000)
            #expect(fetcher.count > 1)
            #expect(world.content("team-a") == good)
            fetcher.set { $0.password = "unknown" }
            await world.pass(400, step: 1000)
            #expect(world.content("team-a") != good)
            #expect(world.reasons(in: "pullpass").contains("CredentialNotProbed"))
        }
    }

    @Test(
        "What is shown of a probe is of the credential in force, or of one that is refused now, and nothing where nobody was asked"
    )
    func shownProbe() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start(
                with: .init(probe: { _, new, _ in
                    switch try? DockerConfig(parsing: new.dockerConfigJSON).entries.first?.credential.password {
                    case "bad": .refused("401")
                    case "tried": .good
                    default: nil
                    }
                })
            )
            await world.pass(5)
            var revisions = Set(world.revisions().values)
            // One is refused, and the one before put back; then one is tried, and one is not, since the probe was switched off.
            for (password, expected) in [
                ("bad", .refused), (KeeperWorld.password, nil), ("tried", .good), ("bad", .refused), ("untried", nil),
            ] as [(String, ProbeStatus.Verdict?)] {
                try world.server.editSecret("pullpass", "hub-token", data: ["token": password])
                await world.pass(10)
                let shown = world.replicas[0].keeper.registryStatuses().first
                #expect(shown?.probe?.verdict == expected, "\(password)")
                revisions.formUnion(world.revisions().values)
            }
            #expect(revisions.count == 3)
        }
    }

    @Test("A part that fails takes nothing from the others, keeps what it has until its end, and is asked for soon")
    func parts() async throws {
        try await withWorld { world in
            try world.prepare()
            let fetcher = PartedFetcher(clock: world.clock.wall)
            try world.start(with: .init(fetcher: { _, _ in fetcher }))
            func logins(_ namespace: String = "team-a") throws -> [String: String] {
                let config = try DockerConfig(parsing: Array((world.content(namespace) ?? "{}").utf8))
                return config.entries.reduce(into: [:]) { $0[$1.registry] = $1.credential.password }
            }
            await world.pass(5)
            #expect(try logins() == ["near.example": "token1", "far.example": "token1"])
            fetcher.setAway(true)
            await world.pass(2300, step: 1000)
            // The one is new, and the other one as it was.
            #expect(fetcher.count("near") > 1)
            #expect(try logins() == ["near.example": "token\(fetcher.count("near"))", "far.example": "token1"])
            #expect(world.logs.contains("an explicit deny for far"))
            #expect(world.reasons(in: "pullpass").contains("CredentialFailed"))
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            await world.pass(1)
            #expect(try logins("new") == logins())
            await world.pass(1400, step: 1000)
            #expect(try logins() == ["near.example": "token\(fetcher.count("near"))"])
            // It is asked for in the place of those that are good, not with them.
            #expect(fetcher.count("near") <= 8, "\(fetcher.count("near"))")
            fetcher.setAway(false)
            await world.pass(360, step: 1000)
            #expect(try logins()["far.example"] == "token2")
            #expect(world.reasons(in: "pullpass").contains("CredentialFetched"))
        }
    }

    @Test("A rotation raises no copy that somebody has deleted unseen")
    func noResurrection() async throws {
        try await withWorld { world in
            _ = try Self.start(world, .init(password: "p", life: 100))
            await world.pass(5)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 201) == 4)
            world.server.silenceWatches()
            try world.server.deleteSecret("team-a", "pullpass-hub")
            await world.pass(70, step: 500)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 409) >= 1)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 201) == 4)
            #expect(world.content("team-a") == nil)
            world.server.removeFaults()
            await world.pass(2)
            #expect(world.content("team-a") == world.content("team-b"))
        }
    }
}
