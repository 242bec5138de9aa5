import Credentials
import Images
import Kubernetes
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

/// Who is told that a registry has no credential: the webhook, and the namespace that needs it.
@Suite("Keeper: registries without a credential", .seeded)
struct CredentialLackTests {
    /// What a webhook was told.
    final class Told: Sendable {
        private let list = Mutex<[Set<String>]>([])
        var last: Set<String>? { list.withLock { $0.last } }
        func append(_ registries: Set<String>) { list.withLock { $0.append(registries) } }
    }

    private static func events(_ world: KeeperWorld, _ namespace: String) -> Int {
        world.server.events(in: namespace).count { $0.reason == "CredentialMissing" }
    }

    @Test("a credential that never came is told, once to each namespace that needs it, and no more when it is there")
    func missing() async throws {
        try await withWorld { world in
            try world.server.createNamespace("pullpass")
            for name in ["team-a", "team-b"] { try world.server.createNamespace(name, labels: KeeperWorld.optedIn) }
            let told = Told()
            var options = ReplicaOptions()
            options.learnLacks = { told.append($0) }
            let keeper = try world.start(with: options).keeper
            #expect(await world.pass(upTo: 30) { told.last == ["hub"] })
            for _ in 0..<5 {
                keeper.hint(namespace: "team-a", registries: [0], names: ["hub"])
                await world.pass(3)
            }
            #expect(Self.events(world, "team-a") == 1)
            // Nobody needs it there, that namespace is not opted in, and that registry is none.
            keeper.hint(namespace: "pullpass", registries: [0], names: ["hub"])
            keeper.hint(namespace: "nowhere", registries: [0], names: ["hub"])
            keeper.hint(namespace: "team-b", registries: [1], names: ["hub"])
            await world.pass(3)
            #expect(Self.events(world, "team-b") + Self.events(world, "pullpass") + Self.events(world, "nowhere") == 0)

            try world.server.createSecret("pullpass", "hub-token", data: ["token": KeeperWorld.password])
            #expect(await world.pass(upTo: 60) { told.last == [] })
            keeper.hint(namespace: "team-b", registries: [0], names: ["hub"])
            await world.pass(3)
            #expect(Self.events(world, "team-b") == 0)
        }
    }

    @Test("a credential that works is no fault where its Secret is not placed yet")
    func present() async throws {
        try await withWorld { world in
            try world.prepare()
            let told = Told()
            var options = ReplicaOptions()
            options.learnLacks = { told.append($0) }
            let keeper = try world.start(with: options).keeper
            await world.pass(20)
            #expect(told.last.map(\.isEmpty) ?? true)
            try world.server.createNamespace("team-new", labels: KeeperWorld.optedIn)
            keeper.hint(namespace: "team-new", registries: [0], names: ["hub"])
            await world.pass(5)
            #expect(Self.events(world, "team-new") == 0)
        }
    }
}
