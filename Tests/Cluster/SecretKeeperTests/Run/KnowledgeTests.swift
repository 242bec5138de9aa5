import Admission
import Configuration
import EventLoop
import Images
import Injection
import Kubernetes
import Metrics
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

/// What a keeper has told the webhook.
private final class Learned: Sendable {
    private let state = Mutex<(known: [String: NamespaceFacts], changes: Int)>(([:], 0))

    func take(_ changes: [String: NamespaceFacts?]) {
        state.withLock { state in
            for (namespace, facts) in changes { state.known[namespace] = facts }
            state.changes += changes.count
        }
    }

    var known: [String: NamespaceFacts] { state.withLock(\.known) }
    var changes: Int { state.withLock(\.changes) }

    func secrets(_ namespace: String) -> [String] { known[namespace]?.tenants.map(\.secretName) ?? [] }
}

@Suite("Keeper: what the webhook learns of namespaces", .seeded)
struct KnowledgeTests {
    private static let labelled = KeeperWorld.text(extra: "namespaces: { labels: { tier: prod } }")
    private static let tenants = KeeperWorld.text(more: "keeper: { tenantSecrets: { enabled: true } }")
    private static let pullSecret = #"{"auths":{"ghcr.io/acme":{"username":"u","password":"hunter2-p"}}}"#

    @Test("Labels that do not fit leave a registry out, until they do")
    func labels() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            try world.server.createNamespace("prod", labels: KeeperWorld.optedIn.merging(["tier": "prod"]) { $1 })
            try world.server.createNamespace("foreign", labels: ["tier": "test"])
            let learned = Learned()
            try world.start(try KeeperWorld.configuration(Self.labelled), with: .init(learn: { learned.take($0) }))
            #expect(await world.pass(upTo: 600) { learned.known["team-a"]?.excludedRegistries == ["hub"] })
            #expect(learned.known.keys.sorted() == ["team-a"])
            #expect(world.revisions().keys.sorted() == ["prod"])

            try world.server.edit(
                ResourcePath(resource: "namespaces", name: "team-a"),
                mergePatch: #"{"metadata":{"labels":{"tier":"prod"}}}"#
            )
            #expect(await world.pass(upTo: 600) { learned.known.isEmpty })
            await world.pass(2)
            #expect(world.revisions().keys.sorted() == ["prod", "team-a"])
        }
    }

    @Test("A reload tells what the new rules mean")
    func reload() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            let learned = Learned()
            let replica = try world.start(with: .init(learn: { learned.take($0) }))
            await world.pass(2)
            #expect(learned.changes == 0)
            replica.keeper.reload(try KeeperWorld.configuration(Self.labelled))
            #expect(await world.pass(upTo: 600) { learned.known["team-a"]?.excludedRegistries == ["hub"] })
        }
    }

    @Test("A labelled pull Secret is a rule of its namespace for the registries in it, for as long as it is there")
    func tenantSecrets() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            let learned = Learned()
            try world.start(try KeeperWorld.configuration(Self.tenants), with: .init(learn: { learned.take($0) }))
            await world.pass(2)
            try world.server.createSecret(
                "team-a",
                "own",
                type: "kubernetes.io/dockerconfigjson",
                data: [".dockerconfigjson": Self.pullSecret],
                labels: ["pullpass.dev/inject": "true"]
            )
            try world.server.createSecret(
                "team-a",
                "unlabelled",
                type: "kubernetes.io/dockerconfigjson",
                data: [".dockerconfigjson": Self.pullSecret]
            )
            #expect(await world.pass(upTo: 600) { !learned.secrets("team-a").isEmpty })
            #expect(learned.known["team-a"]?.tenants.map { $0.patterns.map(\.text) } == [["ghcr.io/acme"]])
            #expect(learned.secrets("team-a") == ["own"])

            try world.server.editSecret("team-a", "own", data: [".dockerconfigjson": "{\"auths\":{}}"])
            #expect(await world.pass(upTo: 600) { learned.secrets("team-a").isEmpty })
            await world.pass(1)
            #expect(
                world.logs.all.contains {
                    $0.contains("Secret team-a/own is labelled") && $0.contains("no credential")
                }
            )

            try world.server.editSecret("team-a", "own", data: [".dockerconfigjson": Self.pullSecret])
            #expect(await world.pass(upTo: 600) { learned.secrets("team-a") == ["own"] })
            try world.server.deleteSecret("team-a", "own")
            #expect(await world.pass(upTo: 600) { learned.known.isEmpty })
            #expect(!world.logs.all.contains { $0.contains("hunter2") })
        }
    }

    @Test("Nobody's Secrets are read where tenants' Secrets are not switched on")
    func off() async throws {
        try await withWorld { world in
            try world.prepare()
            let learned = Learned()
            try world.start(with: .init(learn: { learned.take($0) }))
            await world.pass(5)
            #expect(world.server.openWatches() == 4)
        }
    }
}

@Suite("Keeper: tenants that want too much", .seeded)
struct TenantBoundTests {
    private static let tenants = KeeperWorld.text(more: "keeper: { tenantSecrets: { enabled: true } }")

    private static func content(_ host: String) -> String {
        #"{"auths":{"\#(host)":{"username":"u","password":"hunter2-p"}}}"#
    }

    private static func create(_ world: KeeperWorld, _ name: String, _ content: String) throws {
        try world.server.createSecret(
            "team-a",
            name,
            type: "kubernetes.io/dockerconfigjson",
            data: [".dockerconfigjson": content],
            labels: ["pullpass.dev/inject": "true"]
        )
    }

    @Test("A newcomer pushes out nothing that works, is told so, and moves up when there is room")
    func newcomer() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            let learned = Learned()
            let replica = try world.start(
                try KeeperWorld.configuration(Self.tenants),
                with: .init(learn: { learned.take($0) })
            )
            await world.pass(3)
            for index in 10..<74 { try Self.create(world, "s\(index)", Self.content("r\(index).example.com")) }
            #expect(await world.pass(upTo: 600) { learned.secrets("team-a").count == 64 })
            await world.pass(2)
            try Self.create(world, "a-newcomer", Self.content("new.example.com"))
            #expect(await world.pass(upTo: 600) { world.logs.all.contains { $0.contains("team-a/a-newcomer") } })
            #expect(!learned.secrets("team-a").contains("a-newcomer"))
            #expect(await world.pass(upTo: 600) { world.reasons(in: "team-a").contains("UnusableSecret") })
            let metrics = String(decoding: replica.metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_tenant_secrets{state="used"} 64"#))
            #expect(metrics.contains(#"pullpass_tenant_secrets{state="beyond_limit"} 1"#))

            try world.server.deleteSecret("team-a", "s10")
            #expect(await world.pass(upTo: 600) { learned.secrets("team-a").contains("a-newcomer") })
            #expect(learned.secrets("team-a").count == 64)
            #expect(!world.logs.all.contains { $0.contains("hunter2") })
        }
    }

    @Test("A Secret that changes without end is taken up once a second, and the log and the Events stay few")
    func changing() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            let learned = Learned()
            try world.start(try KeeperWorld.configuration(Self.tenants), with: .init(learn: { learned.take($0) }))
            await world.pass(3)
            try Self.create(world, "own", Self.content("r.example.com"))
            for turn in 0..<300 {
                let content = turn % 2 == 0 ? #"{"auths":{}}"# : Self.content("r\(turn).example.com")
                try world.server.editSecret("team-a", "own", data: [".dockerconfigjson": content])
                await world.pass(0.1)
            }
            #expect(learned.changes < 60)
            #expect(world.logs.all.count { $0.contains("Secret team-a/own") } < 10)
            try world.server.editSecret("team-a", "own", data: [".dockerconfigjson": Self.content("last.example.com")])
            #expect(
                await world.pass(upTo: 600) {
                    learned.known["team-a"]?.tenants.first?.patterns.map(\.text) == ["last.example.com"]
                }
            )
        }
    }

    @Test("What takes long is done beside the loop, and Pods are answered and the Lease is kept meanwhile")
    func beside() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            let loop = world.loop
            let places = AsyncStream<Bool>.makeStream()
            try world.start(
                try KeeperWorld.configuration(Self.tenants),
                with: .init(learn: { _ in places.continuation.yield(loop.isCurrent) }, worksOnLoop: false)
            )
            await world.pass(3)
            try Self.create(world, "own", Self.content("r.example.com"))
            // The first compilation waits for no clock.
            await world.settle()
            var isOnLoop = places.stream.makeAsyncIterator()
            #expect(await isOnLoop.next() == false)
        }
    }
}
