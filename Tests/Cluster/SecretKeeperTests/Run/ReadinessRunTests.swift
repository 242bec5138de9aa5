import Configuration
import Credentials
import Kubernetes
import Metrics
import TestAPIServer
import TestSupport
import Testing

@testable import SecretKeeper

/// Registries whose credential never worked, on an API server.
@Suite("Keeper: registries without a credential", .seeded)
struct ReadinessRunTests {
    private static let master = "pullpass-master.hub"

    private static func text(_ replica: KeeperWorld.Replica) -> String {
        String(decoding: replica.metrics.render(), as: UTF8.self)
    }

    private static func isReady(_ replica: KeeperWorld.Replica, _ value: Int) -> Bool {
        text(replica).contains("pullpass_credential_ready{registry=\"hub\"} \(value)")
    }

    /// A world whose registry has no source.
    private static func begin(_ world: KeeperWorld) async throws -> KeeperWorld.Replica {
        try world.prepare()
        try world.server.deleteSecret("pullpass", "hub-token")
        let replica = try world.start()
        await world.pass(5)
        return replica
    }

    @Test(
        "It is seen in the metrics of every replica, in a Secret of its master and in an Event, and nothing is copied"
    )
    func neverWorked() async throws {
        try await withWorld { world in
            let replica = try await Self.begin(world)
            let other = try world.start(with: .init(identity: "pod-2"))
            await world.pass(20)
            #expect(Self.isReady(replica, 0) && Self.isReady(other, 0))
            #expect(!Self.text(replica).contains("pullpass_credential_expiry_timestamp_seconds{"))
            let secret = try #require(world.server.secret("pullpass", Self.master))
            #expect(secret.metadata.labels["pullpass.dev/master"] == "true")
            #expect(secret.metadata.labels["pullpass.dev/registry"] == "hub")
            let annotations = secret.metadata.annotations
            #expect(annotations["pullpass.dev/ready"] == "false")
            #expect(annotations["pullpass.dev/last-error"]?.contains("hub-token") == true)
            #expect(annotations["pullpass.dev/failing-since"] != nil)
            #expect(annotations["pullpass.dev/fetched-at"] == nil)
            #expect(secret.data == [".dockerconfigjson": Array(#"{"auths":{}}"#.utf8)])
            #expect(world.reasons(in: "pullpass").contains("CredentialFailed"))
            #expect(world.server.secrets(named: "pullpass-hub").isEmpty)
            let missing = #"pullpass_keeper_copies_missing{registry="hub",reason="no_credential"} 3"#
            #expect(Self.text(replica).contains(missing))
        }
    }

    @Test("As soon as it works the same Secret is the master, and all namespaces have it")
    func works() async throws {
        try await withWorld { world in
            let replica = try await Self.begin(world)
            let uid = world.server.secret("pullpass", Self.master)?.metadata.uid
            try world.server.createSecret("pullpass", "hub-token", data: ["token": KeeperWorld.password])
            await world.pass(10)
            let master = try #require(world.server.secret("pullpass", Self.master))
            #expect(master.metadata.uid == uid)
            #expect(master.metadata.annotations["pullpass.dev/ready"] == "true")
            #expect(master.metadata.annotations["pullpass.dev/last-error"] == nil)
            #expect(world.revisions().count == 3)
            #expect(Self.isReady(replica, 1))
            #expect(Self.text(replica).contains(#"pullpass_keeper_copies_present{registry="hub"} 3"#))
        }
    }

    @Test("A new leader finds it as it is, and writes nothing while the reason is the same")
    func restart() async throws {
        try await withWorld { world in
            let first = try await Self.begin(world)
            await world.stop(first)
            let before = world.server.secret("pullpass", Self.master)
            let second = try world.start(with: .init(identity: "pod-2"))
            await world.pass(3600, step: 2000)
            #expect(world.server.secret("pullpass", Self.master) == before)
            #expect(Self.isReady(second, 0))
            try world.server.createSecret("pullpass", "hub-token", data: ["token": KeeperWorld.password])
            await world.pass(10)
            #expect(world.revisions().count == 3)
        }
    }

    @Test("It goes with its registry, and with everything by --remove-all", arguments: [true, false])
    func goes(isDropped: Bool) async throws {
        try await withWorld { world in
            let replica = try await Self.begin(world)
            #expect(world.server.secret("pullpass", Self.master) != nil)
            if isDropped {
                replica.keeper.reload(Configuration(registries: []))
                await world.pass(10)
                #expect(!Self.text(replica).contains(#"pullpass_credential_ready{registry="hub"}"#))
            } else {
                await world.stop(replica)
                let (keeper, _) = try world.make()
                let task = Task(executorPreference: world.loop) { try await keeper.removeAll() }
                _ = await world.pass(upTo: 60) { world.server.secret("pullpass", Self.master) == nil }
                task.cancel()
            }
            #expect(world.server.secret("pullpass", Self.master) == nil)
        }
    }

    @Test(
        "An earlier version takes it for a master that somebody has edited, and never for a credential"
    )
    func formerVersion() async throws {
        try await withWorld { world in
            _ = try await Self.begin(world)
            let secret = try #require(world.server.secret("pullpass", Self.master))
            #expect(MasterRecord(secret) == nil)
        }
    }

    @Test(
        "What others put into it is not taken for a credential, and a credential is written over it"
    )
    func edited() async throws {
        try await withWorld { world in
            _ = try await Self.begin(world)
            let path = ResourcePath.secrets(namespace: "pullpass", name: Self.master)
            let content =
                #"{"data":{".dockerconfigjson":"eyJhdXRocyI6eyJhIjp7ImF1dGgiOiJZVHBpIn19fQ=="}}"#
            try world.server.edit(path, mergePatch: content)
            await world.pass(60)
            #expect(world.server.secrets(named: "pullpass-hub").isEmpty)
            try world.server.createSecret("pullpass", "hub-token", data: ["token": KeeperWorld.password])
            await world.pass(20)
            #expect(world.revisions().count == 3)
            #expect(
                world.server.secret("pullpass", Self.master)?.metadata.annotations["pullpass.dev/ready"]
                    == "true"
            )
        }
    }

    @Test("A first fetch that nobody answers is seen within a minute or so")
    func hangs() async throws {
        try await withWorld { world in
            try world.prepare()
            let wall = world.clock.wall
            let maker: FetcherMaker = { registry, _ in
                ScriptedFetcher(registry, clock: wall, .init(password: "p", hangs: true))
            }
            let replica = try world.start(with: .init(fetcher: maker))
            await world.pass(90, step: 1000)
            let secret = try #require(world.server.secret("pullpass", Self.master))
            #expect(secret.metadata.annotations["pullpass.dev/last-error"]?.contains("under way") == true)
            #expect(Self.isReady(replica, 0))
        }
    }

    @Test("The last good one counts until its end, and a failure that lasts is told again each hour")
    func ends() async throws {
        try await withWorld { world in
            try world.prepare()
            let wall = world.clock.wall
            let fetcher = ScriptedFetcher(
                PlanFixture.registry("hub"),
                clock: wall,
                .init(password: "p", life: 3600)
            )
            let replica = try world.start(
                Configuration(registries: [PlanFixture.registry("hub")]),
                with: .init(fetcher: { _, _ in fetcher })
            )
            await world.pass(5)
            fetcher.set {
                $0.error = CredentialError(.unavailable, identity: "role x", reason: "nobody answers")
            }
            await world.pass(3000, step: 2000)
            #expect(Self.isReady(replica, 1))
            await world.pass(700, step: 2000)
            #expect(Self.isReady(replica, 0))
            let end = #"pullpass_credential_expiry_timestamp_seconds{registry="hub"} 1"#
            #expect(Self.text(replica).contains(end))
            await world.pass(4 * 3600, step: 5000)
            let told = world.server.events(in: "pullpass").filter { $0.reason == "CredentialFailed" }
            #expect((3...6).contains(told.map(\.count).reduce(0, +)), "\(told)")
        }
    }
}
