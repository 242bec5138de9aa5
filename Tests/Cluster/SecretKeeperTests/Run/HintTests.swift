import Configuration
import Images
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: hints across a reload", .seeded)
struct HintTests {
    private static let before = ["first", "second"]
    private static let after = ["second", "first"]

    /// Two lazy registries in an order.
    private static func configuration(_ names: [String]) throws -> Configuration {
        let registries = names.map { name in
            """
              - name: \(name)
                matchImages: ["\(name).example"]
                placement: lazy
                credentials: { basic: { username: { value: jane }, password: { value: \(name)-password } } }
            """
        }
        let head = ["apiVersion: pullpass.dev/v1alpha1", "kind: Configuration", "registries:"]
        return try KeeperWorld.configuration((head + registries).joined(separator: "\n"))
    }

    private static func copies(_ world: KeeperWorld) -> [String] {
        before.flatMap { name in
            world.server.secrets(named: "pullpass-\(name)").map { "\($0.metadata.namespace)/\(name)" }
        }
        .sorted()
    }

    @Test("A hint means what its rules meant, whether the keeper has taken their configuration, another, or not yet")
    func reordered() async throws {
        try await withWorld { world in
            try world.prepare()
            let keeper = try world.start(try Self.configuration(Self.before)).keeper
            await world.pass(5)
            #expect(Self.copies(world).isEmpty)
            // Old rules and a new configuration, in either order; then new rules of which the keeper has not taken the configuration.
            keeper.hint(namespace: "team-a", registries: [0], names: Self.before)
            keeper.reload(try Self.configuration(Self.after))
            keeper.hint(namespace: "team-b", registries: [0], names: Self.before)
            keeper.hint(namespace: "team-c", registries: [0], names: Self.after)
            await world.pass(2)
            #expect(Self.copies(world) == ["team-a/first", "team-b/first", "team-c/second"])
        }
    }

    @Test("A hint of new rules is none that is known of old ones")
    func notSettled() async throws {
        try await withWorld { world in
            try world.prepare()
            let keeper = try world.start(try Self.configuration(Self.before)).keeper
            await world.pass(5)
            for namespace in ["team-a", "unknown"] {
                keeper.hint(namespace: namespace, registries: [0], names: Self.before)
                keeper.hint(namespace: namespace, registries: [0], names: Self.after)
            }
            await world.pass(2)
            #expect(Self.copies(world) == ["team-a/first", "team-a/second"])
        }
    }

    @Test("A hint for a namespace that is not known yet outlives a reload that moves its registry")
    func early() async throws {
        try await withWorld { world in
            try world.prepare()
            let keeper = try world.start(try Self.configuration(Self.before)).keeper
            await world.pass(5)
            keeper.hint(namespace: "team-d", registries: [0], names: Self.before)
            await world.pass(1)
            keeper.reload(try Self.configuration(Self.after))
            await world.pass(1)
            try world.server.createNamespace("team-d", labels: KeeperWorld.optedIn)
            await world.pass(2)
            #expect(Self.copies(world) == ["team-d/first"])
        }
    }
}
