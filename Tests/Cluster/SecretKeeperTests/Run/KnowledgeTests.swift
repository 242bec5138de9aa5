import Admission
import Configuration
import Images
import Injection
import Kubernetes
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
            await world.pass(2)
            #expect(learned.known["team-a"]?.excludedRegistries == ["hub"])
            #expect(learned.known.keys.sorted() == ["team-a"])
            #expect(world.revisions().keys.sorted() == ["prod"])

            try world.server.edit(
                ResourcePath(resource: "namespaces", name: "team-a"),
                mergePatch: #"{"metadata":{"labels":{"tier":"prod"}}}"#
            )
            await world.pass(2)
            #expect(learned.known.isEmpty)
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
            await world.pass(2)
            #expect(learned.known["team-a"]?.excludedRegistries == ["hub"])
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
            await world.pass(2)
            #expect(learned.known["team-a"]?.tenants.map { $0.patterns.map(\.text) } == [["ghcr.io/acme"]])
            #expect(learned.secrets("team-a") == ["own"])

            try world.server.editSecret("team-a", "own", data: [".dockerconfigjson": "{\"auths\":{}}"])
            await world.pass(2)
            #expect(learned.secrets("team-a").isEmpty)
            #expect(
                world.logs.all.contains {
                    $0.contains("Secret team-a/own is labelled") && $0.contains("no credential")
                }
            )

            try world.server.editSecret("team-a", "own", data: [".dockerconfigjson": Self.pullSecret])
            await world.pass(2)
            #expect(learned.secrets("team-a") == ["own"])
            try world.server.deleteSecret("team-a", "own")
            await world.pass(2)
            #expect(learned.known.isEmpty)
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
