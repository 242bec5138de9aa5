import Configuration
import Credentials
import SecretKeeper
import Kubernetes
import TestAPIServer
import Testing

@Suite("Keeper: faults", .seeded)
struct FaultTests {
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

    static func rules(copies: [AccessRule]) -> [AccessRule] {
        copies + [
            AccessRule(verbs: ["get", "list", "watch"], groups: [""], resources: ["namespaces"]),
            AccessRule(verbs: ["*"], groups: [""], resources: ["secrets"], namespace: "pullpass"),
            AccessRule(verbs: ["*"], groups: ["coordination.k8s.io"], resources: ["leases"], namespace: "pullpass"),
            AccessRule(verbs: ["create", "patch"], groups: [""], resources: ["events"]),
        ]
    }

    @Test("With exactly the documented rights it converges, restores, rotates and removes")
    func leastPrivilege() async throws {
        try await withWorld { world in
            try world.prepare()
            let copies = AccessRule(
                verbs: ["get", "list", "watch", "create", "patch", "delete"],
                groups: [""],
                resources: ["secrets"],
                resourceNames: [Self.hub]
            )
            world.server.setUser("keeper", rules: Self.rules(copies: [copies]))
            try world.start(with: .init(user: "keeper"))
            await world.pass(5)
            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(2)
            #expect(Set(world.revisions().values).count == 1)
            try world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-b")
            await world.pass(3605, step: 5000)
            #expect(world.revisions().keys.sorted() == ["team-a", "team-c"])
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test(
        "A right that is missing is named with verb and resource, stops only that Secret name, and is found when it comes"
    )
    func missingRight() async throws {
        try await withWorld { world in
            try world.prepare()
            let reading = AccessRule(
                verbs: ["get", "list", "watch"],
                groups: [""],
                resources: ["secrets"],
                resourceNames: [Self.hub]
            )
            world.server.setUser("keeper", rules: Self.rules(copies: [reading]))
            try world.start(with: .init(user: "keeper"))
            await world.pass(300, step: 1000)
            #expect(world.revisions().isEmpty)
            #expect(world.logs.all.contains { $0.contains("patch") && $0.contains("secrets") })
            #expect(world.reasons(in: "pullpass").contains("AccessDenied"))
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 403) < 60)
            let writing = AccessRule(verbs: ["*"], groups: [""], resources: ["secrets"], resourceNames: [Self.hub])
            world.server.setUser("keeper", rules: Self.rules(copies: [writing]))
            await world.pass(310, step: 1000)
            #expect(world.revisions().count == 3)
        }
    }

    @Test("Without the right to watch copies nothing is written, and the log names it")
    func missingWatch() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: Self.rules(copies: []))
            try world.start(with: .init(user: "keeper"))
            await world.pass(120, step: 500)
            #expect(world.revisions().isEmpty)
            #expect(
                world.logs.all.contains { $0.contains("pullpass-hub") && ($0.contains("list") || $0.contains("watch")) }
            )
        }
    }

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
            #expect(world.server.secret("pullpass", "pullpass-master.hub") == nil)
            try world.server.createSecret("pullpass", "hub-token", data: ["token": "late"])
            await world.pass(2)
            #expect(world.revisions().count == 3)
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
