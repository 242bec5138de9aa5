import Configuration
import Credentials
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: faults", .seeded)
struct FaultTests {
    static let hub = "pullpass-hub"

    @Test("An API server that is down for minutes is left in peace and everything is made up for afterwards")
    func down() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            world.server.resetAccounting()
            world.server.isDown = true
            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(300, step: 500)
            world.server.isDown = false
            let isBack = await world.pass(upTo: 90, step: 500) {
                world.revisions().count == 4 && Set(world.revisions().values).count == 1
            }
            #expect(isBack)
            #expect(world.content("team-b")?.contains("amFuZTpuM3c=") == true)
        }
    }

    @Test(
        "A watch that is cut, silent or too old loses nothing",
        arguments: ["cut", "cut in order", "silent", "expired", "history"]
    )
    func watches(_ how: String) async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            switch how {
            case "cut": world.server.cutWatches()
            case "cut in order": world.server.cutWatches(inOrder: true)
            case "silent": world.server.silenceWatches()
            case "expired": world.server.expireWatches()
            default:
                world.server.expireHistory()
                world.server.cutWatches()
            }
            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            try world.server.editSecret("team-b", Self.hub, data: [".dockerconfigjson": "{}"])
            let isBack = await world.pass(upTo: 200, step: 500) {
                world.revisions().count == 4 && world.content("team-b") == world.content("team-c")
            }
            #expect(isBack)
            #expect(world.content("new") == world.content("team-c"))
        }
    }

    @Test("Watches that are cut after any number of bytes lose nothing", arguments: [1, 7, 50, 200, 999, 1500])
    func cutAnywhere(_ bytes: Int) async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.inject(.cutWatch(afterBytes: bytes), times: 12)
            try world.start()
            let hasConverged = await world.pass(upTo: 300, step: 500) { world.revisions().count == 3 }
            #expect(hasConverged)
        }
    }

    @Test(
        "429, 500, lost answers, conflicts and drops are everyday events",
        arguments: [
            Fault.refuse(429, retryAfter: 2), .refuse(500), .refuse(503), .refuse(409), .loseAnswer, .drop, .stall,
        ]
    )
    func everyday(_ fault: Fault) async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.inject(fault, on: RequestMatch(verbs: ["patch"], resource: "secrets"), times: 3)
            try world.start()
            let hasConverged = await world.pass(upTo: 200, step: 500) { world.revisions().count == 3 }
            #expect(hasConverged)
            #expect(Set(world.revisions().values).count == 1)
            let isRotated = world.server.secret("pullpass", "pullpass-master.hub")?.metadata.annotations[
                "pullpass.dev/revision"
            ]
            #expect(world.revisions()["team-a"] == isRotated)
        }
    }

    @Test(
        "A source that is deleted or made invalid changes no copy; the error stands on source and master until it is mended"
    )
    func source() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let good = world.content("team-a")
            try world.server.deleteSecret("pullpass", "hub-token")
            await world.pass(120, step: 500)
            #expect(world.content("team-a") == good)
            let broken = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(broken.metadata.annotations["pullpass.dev/ready"] == "false")
            #expect(broken.metadata.annotations["pullpass.dev/last-error"]?.contains("hub-token") == true)
            #expect(broken.metadata.annotations["pullpass.dev/failing-since"] != nil)
            #expect(world.reasons(in: "pullpass").contains("CredentialFailed"))
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            await world.pass(1)
            #expect(world.content("new") == good)
            try world.server.createSecret("pullpass", "hub-token", data: ["token": ""])
            await world.pass(60, step: 500)
            #expect(world.content("team-a") == good)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(3)
            #expect(world.content("team-a")?.contains("amFuZTpuM3c=") == true)
            let mended = world.server.secret("pullpass", "pullpass-master.hub")
            #expect(mended?.metadata.annotations["pullpass.dev/ready"] == "true")
            #expect(mended?.metadata.annotations["pullpass.dev/last-error"] == nil)
        }
    }

    @Test("A source that is not there yet is found when it comes")
    func lateSource() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.deleteSecret("pullpass", "hub-token")
            try world.start()
            await world.pass(60, step: 500)
            #expect(world.revisions().isEmpty)
            // It says why there is no credential, and holds none.
            let master = world.server.secret("pullpass", "pullpass-master.hub")
            #expect(master?.metadata.annotations["pullpass.dev/ready"] == "false")
            #expect(master?.metadata.annotations["pullpass.dev/revision"] == nil)
            try world.server.createSecret("pullpass", "hub-token", data: ["token": "late"])
            await world.pass(2)
            #expect(world.revisions().count == 3)
        }
    }

    @Test(
        "A credential that stays the same is read once more after the clock was set back, and not until that time has come again",
        arguments: [nil, 1_000_000_000.0]
    )
    func fetchedInTheFuture(_ life: Double?) async throws {
        try await withWorld { world in
            try world.prepare()
            let configuration = try KeeperWorld.configuration()
            let fetcher = ScriptedFetcher(
                configuration.registries[0],
                clock: world.clock.wall,
                .init(password: "p", life: life, keepsToken: true)
            )
            try world.start(configuration, with: .init(fetcher: { _, _ in fetcher }))
            await world.pass(120, step: 1000)
            let revisions = world.revisions()
            world.clock.jump(seconds: -500_000_000)
            await world.pass(600, step: 1000)
            #expect(fetcher.count == 2)
            #expect(world.revisions() == revisions)
        }
    }

    @Test(
        "A clock that jumps by years refreshes a token once and not without end",
        arguments: [Int64(1_000_000_000), -500_000_000]
    )
    func clockJump(_ seconds: Int64) async throws {
        try await withWorld { world in
            try world.prepare()
            let configuration = try KeeperWorld.configuration()
            let fetcher = ScriptedFetcher(
                configuration.registries[0],
                clock: world.clock.wall,
                .init(password: "p", life: 43_200)
            )
            try world.start(configuration, with: .init(fetcher: { _, _ in fetcher }))
            await world.pass(120, step: 1000)
            #expect(fetcher.count == 1)
            world.clock.jump(seconds: seconds)
            await world.pass(600, step: 1000)
            #expect(fetcher.count == 2)
            #expect(Set(world.revisions().values).count == 1)
        }
    }
}
