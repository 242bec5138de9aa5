import Configuration
import Images
import Kubernetes
import Metrics
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

    /// A Pod that names the Secrets of both registries.
    private static func createPod(_ world: KeeperWorld, _ namespace: String) throws {
        try world.server.createPod(namespace, "app", pullSecrets: before.map { "pullpass-\($0)" })
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
            for namespace in ["team-a", "team-b", "team-c"] { try Self.createPod(world, namespace) }
            // Old rules and a new configuration, in either order; then new rules of which the keeper has not taken the configuration.
            keeper.hint(namespace: "team-a", registries: [0], names: Self.before)
            keeper.reload(try Self.configuration(Self.after))
            keeper.hint(namespace: "team-b", registries: [0], names: Self.before)
            keeper.hint(namespace: "team-c", registries: [0], names: Self.after)
            let expected = ["team-a/first", "team-b/first", "team-c/second"]
            #expect(await world.pass(upTo: 60) { Self.copies(world).count >= 3 })
            #expect(Self.copies(world) == expected)
        }
    }

    @Test("A hint of new rules is none that is known of old ones")
    func notSettled() async throws {
        try await withWorld { world in
            try world.prepare()
            let keeper = try world.start(try Self.configuration(Self.before)).keeper
            await world.pass(5)
            try Self.createPod(world, "team-a")
            for namespace in ["team-a", "unknown"] {
                keeper.hint(namespace: namespace, registries: [0], names: Self.before)
                keeper.hint(namespace: namespace, registries: [0], names: Self.after)
            }
            #expect(await world.pass(upTo: 60) { Self.copies(world).count >= 2 })
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
            try Self.createPod(world, "team-d")
            #expect(await world.pass(upTo: 60) { !Self.copies(world).isEmpty })
            #expect(Self.copies(world) == ["team-d/first"])
        }
    }
}

@Suite("Keeper: hints that nothing else speaks for", .seeded)
struct UnprovenHintTests {
    private static func text(_ result: String, _ count: Int) -> String {
        #"pullpass_keeper_hints_total{result="\#(result)"} \#(count)"#
    }

    private static func metrics(_ replica: KeeperWorld.Replica) -> String {
        String(decoding: replica.metrics.render(), as: UTF8.self)
    }

    @Test("A forged review places no lazy Secret, however often it comes, and somebody is told")
    func forged() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start(try KeeperWorld.configuration(ReplicaTests.lazy))
            await world.pass(5)
            // A Pod that waits for something else, and one that runs already.
            try world.server.createPod("team-a", "other", pullSecrets: ["other"])
            try world.server.createPod("team-a", "running", pullSecrets: ["pullpass-hub"], phase: "Running")
            for _ in 0..<100 {
                for namespace in ["team-a", "team-b", "team-c"] {
                    replica.keeper.hint(namespace: namespace, registries: [0], names: ["hub"])
                }
                await world.pass(1)
            }
            #expect(await world.pass(upTo: 600) { Self.metrics(replica).contains(#"hints_total{result="refuted"}"#) })
            #expect(world.revisions().isEmpty)
            #expect(world.logs.all.contains { $0.contains("no Pod waits for it there") && $0.contains("--client-ca") })
            #expect(world.server.requestCount(verb: "list", resource: "pods") < 100)
        }
    }

    @Test("A Pod that comes a while after its review gets its Secret, and so does one behind a hundred others")
    func late() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start(try KeeperWorld.configuration(ReplicaTests.lazy))
            await world.pass(5)
            replica.keeper.hint(namespace: "team-b", registries: [0], names: ["hub"])
            await world.pass(10)
            #expect(world.revisions().isEmpty)
            for index in 100..<220 { try world.server.createPod("team-b", "p\(index)", pullSecrets: ["other"]) }
            try world.server.createPod("team-b", "q", pullSecrets: ["other", "pullpass-hub"])
            await world.proof()
            #expect(world.revisions().keys.sorted() == ["team-b"])
            #expect(Self.metrics(replica).contains(Self.text("accepted", 1)))
        }
    }

    @Test("An API server that does not answer for a while refutes no hint")
    func outage() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start(try KeeperWorld.configuration(ReplicaTests.lazy))
            await world.pass(5)
            try world.server.createPod("team-b", "waits", pullSecrets: ["pullpass-hub"])
            world.server.inject(.refuse(500), on: RequestMatch(verbs: ["list"], resource: "pods"), times: nil)
            replica.keeper.hint(namespace: "team-b", registries: [0], names: ["hub"])
            await world.pass(900)
            #expect(!Self.metrics(replica).contains(#"hints_total{result="refuted"}"#))
            #expect(world.server.requestCount(verb: "list", resource: "pods") < 1000)
            world.server.removeFaults()
            #expect(await world.pass(upTo: 60) { world.revisions().keys.contains("team-b") })
        }
    }

    @Test("Without the right to list Pods hints are believed, slowly, and the log says what is missing")
    func noRight() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser(
                "narrow",
                rules: [
                    .init(verbs: ["*"], groups: ["*"], resources: ["namespaces", "secrets", "events", "leases"])
                ]
            )
            let configuration = try KeeperWorld.configuration(ReplicaTests.lazy)
            let replica = try world.start(configuration, with: .init(user: "narrow"))
            await world.pass(5)
            for namespace in ["team-a", "team-b", "team-c"] {
                replica.keeper.hint(namespace: namespace, registries: [0], names: ["hub"])
            }
            #expect(await world.pass(upTo: 60) { world.revisions().count == 3 })
            #expect(Self.metrics(replica).contains(Self.text("unproven", 3)))
            #expect(world.logs.all.count { $0.contains("cannot be listed, so that hints") } == 1)
        }
    }

    @Test("A namespace whose Role does not let Pods be listed has its hints believed, and no other's")
    func noRightInOne() async throws {
        try await withWorld { world in
            try world.prepare()
            let only = ["team-a", "team-b"]
            let rules = NamespacedTests.rules(only)
            let pods = AccessRule(verbs: ["list"], resources: ["pods"], namespace: "team-b")
            world.server.setUser("keeper", rules: rules + [pods])
            let configuration = try KeeperWorld.configuration(ReplicaTests.lazy)
            let replica = try world.start(configuration, with: .init(user: "keeper", only: only))
            await world.pass(5)
            for _ in 0..<60 {
                for namespace in only { replica.keeper.hint(namespace: namespace, registries: [0], names: ["hub"]) }
                await world.pass(5)
            }
            #expect(world.revisions().keys.sorted() == ["team-a"])
            #expect(Self.metrics(replica).contains(Self.text("unproven", 1)))
            #expect(world.logs.all.count { $0.contains("Pods of namespace team-a cannot be listed") } == 1)

            // Mended while the other's is taken away.
            world.server.setUser(
                "keeper",
                rules: rules + [AccessRule(verbs: ["list"], resources: ["pods"], namespace: "team-a")]
            )
            try world.server.deleteSecret("team-a", "pullpass-hub")
            await world.pass(300, step: 1000)
            try world.server.createPod("team-b", "q", pullSecrets: ["pullpass-hub"])
            replica.keeper.hint(namespace: "team-b", registries: [0], names: ["hub"])
            #expect(await world.pass(upTo: 300) { world.content("team-b") != nil })
            #expect(world.logs.all.count { $0.contains("Pods of namespace team-b cannot be listed") } == 1)
        }
    }

    @Test("However many namespaces hints are made up for, without the right to list Pods they are believed slowly")
    func noRightInMany() async throws {
        try await withWorld { world in
            try world.prepare()
            for number in 0..<50 { try world.server.createNamespace("many-\(number)", labels: KeeperWorld.optedIn) }
            let resources: Set = ["namespaces", "secrets", "events", "leases"]
            world.server.setUser("narrow", rules: [.init(verbs: ["*"], groups: ["*"], resources: resources)])
            let replica = try world.start(try KeeperWorld.configuration(ReplicaTests.lazy), with: .init(user: "narrow"))
            await world.pass(5)
            for number in 0..<50 {
                replica.keeper.hint(namespace: "many-\(number)", registries: [0], names: ["hub"])
            }
            await world.pass(20)
            #expect((5...12).contains(world.revisions().count), "\(world.revisions().count)")
        }
    }
}
