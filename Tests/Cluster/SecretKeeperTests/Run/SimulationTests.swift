import Configuration
import FoundationEssentials
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// The size that the design promises, on the virtual clock: 5,000 namespaces × 3 registries at the default rate limit.
@Suite("Keeper: 5,000 namespaces × 3 registries", .seeded)
struct SimulationTests {
    /// 5,000 unless the environment says otherwise: `.ci/sanitize` takes fewer, since sanitizers make everything ten times slower.
    static let namespaces =
        ProcessInfo.processInfo.environment["PULLPASS_SIMULATED_NAMESPACES"].flatMap(Int.init) ?? 5000
    private static var last: String { "ns-\(namespaces - 1)" }
    static let text = """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: hub
            matchImages: ["hub.example"]
            credentials:
              basic:
                username: { value: jane }
                password: { secretKeyRef: { name: hub-token, key: token } }
          - name: quay
            matchImages: ["quay.example"]
            credentials:
              basic: { username: { value: jane }, password: { value: quay-password } }
          - name: ecr
            matchImages: ["ecr.example"]
            credentials:
              basic: { username: { value: jane }, password: { value: ecr-password } }
        """

    @Test(
        "Converges and rotates in the time of the rate limit, with no request too many; new and deleted copies within a second"
    )
    func simulation() async throws {
        let configuration = try KeeperWorld.configuration(Self.text)
        let names = configuration.registries.map(\.secretName)
        try await withWorld { world in
            try world.prepare(namespaces: [])
            for index in 0..<Self.namespaces {
                try world.server.createNamespace("ns-\(index)", labels: KeeperWorld.optedIn)
            }
            let copies = Double(Self.namespaces * names.count)
            func secrets() -> Int { world.server.objectCount("secrets") - 4 }

            let start = world.clock.seconds
            try world.start(configuration)
            let hasConverged = await world.pass(upTo: 400, step: 500) { secrets() == Int(copies) }
            let convergence = world.clock.seconds - start
            #expect(hasConverged)
            // 15,000 writes at 50 a second, less the burst.
            #expect(convergence < copies / 50 * 1.1)
            Self.show("convergence", convergence, world)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == Int(copies) + 3)
            #expect(world.server.requestCount(verb: "get", resource: "secrets") == 0)

            await world.pass(10, step: 500)
            world.server.resetAccounting()
            await world.pass(600, step: 1000)
            let idle = world.server.requestCounts.filter {
                !["leases"].contains($0.key.resource) && $0.key.verb != "watch"
            }
            #expect(idle.isEmpty, "\(idle)")
            Self.show("ten idle minutes", 600, world)

            let uids = world.uids()
            let old = world.revisions()["ns-0"]
            world.server.resetAccounting()
            let change = world.clock.seconds
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(20, step: 500)
            #expect(world.revisions().values.contains { $0 == old })

            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            try world.server.deleteSecret(Self.last, "pullpass-hub")
            try world.server.deleteSecret("ns-17", "pullpass-ecr")
            await world.pass(1, step: 100)
            for name in names { #expect(world.server.secret("new", name) != nil) }
            #expect(world.server.secret(Self.last, "pullpass-hub") != nil)
            #expect(world.server.secret("ns-17", "pullpass-ecr") != nil)

            func isRotated() -> Bool {
                world.server.requestCount(verb: "patch", resource: "secrets", status: 200) >= Self.namespaces
            }
            let hasRotated = await world.pass(upTo: 200, step: 500) { isRotated() }
            let rotation = world.clock.seconds - change
            await world.pass(2, step: 500)
            #expect(hasRotated)
            #expect(rotation < Double(Self.namespaces) / 50 * 1.1)
            Self.show("rotation", rotation, world)
            let revisions = world.revisions()
            #expect(Set(revisions.values).count == 1)
            #expect(revisions["ns-0"] != old)
            let after = world.uids()
            #expect(uids.allSatisfy { $0.key == Self.last || after[$0.key] == $0.value })
            // All but the one that was made anew, the master, and the five placements.
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == Self.namespaces - 1 + 1 + 5)
            #expect(world.server.requestCount(verb: "get", resource: "secrets") == 0)
        }
    }

    private static func show(_ what: String, _ seconds: Double, _ world: KeeperWorld) {
        let counts = Dictionary(grouping: world.server.requestCounts) {
            "\($0.key.verb) \($0.key.resource) \($0.key.status)"
        }
        .mapValues { $0.reduce(0) { $0 + $1.value } }
        let text = counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        print("simulation: \(what): \(Int(seconds.rounded())) s; requests: \(text)")
    }
}
