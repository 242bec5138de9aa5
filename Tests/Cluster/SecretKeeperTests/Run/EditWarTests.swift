import Configuration
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// Tenants who edit or delete their copies as soon as they are restored, beside everybody else's work.
@Suite("Keeper: copies that are undone again and again", .seeded)
struct EditWarTests {
    private static let names = ["hub", "quay", "ecr", "gar", "acr"]
    private static let secrets = names.map { "pullpass-\($0)" }
    private static let others = 1000

    private static func configuration() throws -> Configuration {
        let more = names.dropFirst().map { name in
            """
              - name: \(name)
                matchImages: ["\(name).example"]
                credentials: { basic: { username: { value: jane }, password: { value: \(name)-password } } }
            """
        }
        return try KeeperWorld.configuration(KeeperWorld.text() + more.joined(separator: "\n"))
    }

    /// A world in which everything is in place, and so many namespaces wait for the war.
    private static func begin(_ world: KeeperWorld, hostile: Int) async throws -> [String] {
        let hostile = (0..<hostile).map { "hostile-\($0)" }
        try world.prepare(namespaces: (0..<others).map { "ns-\($0)" } + hostile)
        try world.start(try configuration())
        let copies = (others + hostile.count) * names.count
        let isInPlace = await world.pass(upTo: 400, step: 500) {
            world.server.objectCount("secrets") == copies + 1 + names.count
        }
        #expect(isInPlace)
        await world.pass(700, step: 10_000)
        world.server.resetAccounting()
        return hostile
    }

    /// Undoes what is in place in the hostile namespaces, by turns in two ways.
    private static func undo(_ world: KeeperWorld, _ hostile: [String], turn: Int) throws {
        for namespace in hostile {
            for secret in world.server.secrets(in: namespace) where secrets.contains(secret.metadata.name) {
                guard secret.data[".dockerconfigjson"] != Array("{}".utf8) else { continue }
                if turn % 2 == 0 {
                    try world.server.edit(
                        .secrets(namespace: namespace, name: secret.metadata.name),
                        mergePatch: #"{"data":{".dockerconfigjson":"e30="}}"#
                    )
                } else {
                    try world.server.deleteSecret(namespace, secret.metadata.name)
                }
            }
        }
    }

    /// How long a rotation of registry `hub` takes for the others, in seconds.
    private static func rotate(_ world: KeeperWorld, _ hostile: [String], limit: Double) async throws -> Double {
        let old = world.revisions()["ns-0"]
        let start = world.clock.seconds
        try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
        var turn = 0
        while world.clock.seconds < start + limit {
            try undo(world, hostile, turn: turn)
            turn += 1
            await world.pass(0.5, step: 100)
            let left = world.revisions().contains { $0.key.hasPrefix("ns-") && $0.value == old }
            if !left { break }
        }
        return world.clock.seconds - start
    }

    @Test("One namespace costs the others next to nothing, is told so once, and has its Secrets back when it stops")
    func one() async throws {
        try await withWorld { world in
            let hostile = try await Self.begin(world, hostile: 1)
            for turn in 0..<20 {
                try Self.undo(world, hostile, turn: turn)
                await world.pass(0.5, step: 100)
            }
            let time = try await Self.rotate(world, hostile, limit: 60)
            // 1,000 copies at 50 a second.
            #expect(time < 23)
            let metrics = String(decoding: world.replicas[0].metrics.render(), as: UTF8.self)
            #expect(metrics.contains("pullpass_keeper_secrets_backing_off 5"))
            let events = world.server.events(in: "hostile-0").filter { $0.reason == "SecretUndone" }
            #expect(Set(events.map(\.name)).count == 5)
            #expect(events.allSatisfy { $0.count == 1 })
            #expect(world.logs.all.count { $0.contains("each time that Pullpass restores it") } == 5)
            await world.pass(305, step: 1000)
            #expect(world.server.secrets(in: "hostile-0").count == 5)
            #expect(Set(world.revisions().values).count == 1)
        }
    }

    @Test(
        "Two hundred namespaces leave the others half of the rate and more; new namespaces have their Secrets in a second"
    )
    func many() async throws {
        try await withWorld { world in
            let hostile = try await Self.begin(world, hostile: 200)
            try Self.undo(world, hostile, turn: 1)
            await world.pass(0.5, step: 100)
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            await world.pass(1, step: 100)
            #expect(world.server.secrets(in: "new").count == 5)
            let time = try await Self.rotate(world, hostile, limit: 60)
            #expect(time < 40)
        }
    }
}
