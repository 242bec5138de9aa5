import Configuration
import ConfigurationKeeper
import EventLoop
import Kubernetes
import Metrics
import TestAPIServer
import TestSupport
import Text

/// A cluster in memory on a clock that moves only when it is told to, and keepers of the last good configuration in it.
///
/// Used on its loop only, hence the unchecked conformance.
final class ConfigurationWorld: @unchecked Sendable {
    static let secret = ResourcePath.secrets(namespace: "pullpass", name: "pullpass-configuration-in-force")
    /// What the example grants on the Secret.
    static let rights = [
        AccessRule(verbs: ["get", "list", "watch"], groups: [""], resources: ["secrets"], namespace: "pullpass"),
        AccessRule(
            verbs: ["create", "patch", "delete"],
            groups: [""],
            resources: ["secrets"],
            resourceNames: ["pullpass-configuration-in-force"],
            namespace: "pullpass"
        ),
        AccessRule(verbs: ["create", "patch"], groups: [""], resources: ["events"]),
    ]

    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let logs = LogLines()
    private(set) var replicas: [Replica] = []

    init(clock: HandClock, loop: EventLoop) throws {
        self.clock = clock
        self.loop = loop
        server = TestAPIServer(loop: loop)
        try server.createNamespace("pullpass")
    }

    /// A configuration that was accepted.
    static func configuration(_ text: String, by version: String = "1") -> StoredConfiguration {
        StoredConfiguration(
            ConfigurationText(bytes: Array(text.utf8)),
            acceptedAt: Timestamp(seconds: 1_800_000_000),
            acceptedBy: version
        )
    }

    /// A report of a file that is in force.
    static func report(_ text: String, by version: String = "1") -> ConfigurationReport {
        ConfigurationReport(.file, keeping: configuration(text, by: version), replaces: true)
    }

    /// Makes a keeper that does not run.
    func make(
        _ report: ConfigurationReport,
        name: String = "pod-1",
        lease: String = "lease",
        rules: [AccessRule] = ConfigurationWorld.rights
    ) -> Replica {
        server.setUser(name, rules: rules)
        let client = KubernetesClient(
            transport: server.transport(as: name),
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
            loop: loop
        )
        let registry = MetricsRegistry()
        let keeper = ConfigurationKeeper(
            report,
            options: ConfigurationKeeperOptions(
                namespace: "pullpass",
                secret: "pullpass-configuration-in-force",
                leaseName: lease
            ),
            client: client,
            identity: name,
            wallClock: WallClock { Timestamp(seconds: 1_800_000_000) },
            metrics: ConfigurationMetrics(registry),
            logger: logs.makeLogger()
        )
        return Replica(keeper: keeper, registry: registry)
    }

    /// Starts a replica and lets everything happen.
    func start(
        _ report: ConfigurationReport,
        name: String = "pod-1",
        leads: Bool = true,
        rules: [AccessRule] = ConfigurationWorld.rights
    ) async -> Replica {
        var replica = make(report, name: name, rules: rules)
        replica.task = Task(executorPreference: loop) { [replica] in await replica.keeper.run() }
        replicas.append(replica)
        if leads { replica.keeper.lead(true) }
        await pass(2)
        return replica
    }

    func stopAll() async {
        for replica in replicas {
            replica.task?.cancel()
            await replica.task?.value
        }
        replicas = []
    }

    /// Moves the clock in steps and lets everything happen at each.
    func pass(_ seconds: Int, step: Int = 1) async {
        await clock.pass(seconds, step: step, wake: loop) { await server.settle() }
    }

    /// What the Secret holds; nil where there is none, or none of ours.
    var kept: StoredConfiguration? {
        server.secret("pullpass", "pullpass-configuration-in-force").flatMap { try? StoredConfiguration($0) }
    }

    /// The text of what it holds.
    var text: String? { kept.map { String(decoding: $0.text.bytes, as: UTF8.self) } }

    /// How many writes of Secrets were asked for.
    var writes: Int { server.requestCount(verb: "patch") }
}

/// A keeper, and where it counts.
struct Replica: Sendable {
    let keeper: ConfigurationKeeper
    let registry: MetricsRegistry
    var task: Task<Void, Never>?

    init(keeper: ConfigurationKeeper, registry: MetricsRegistry) {
        self.keeper = keeper
        self.registry = registry
    }

    var metrics: String { String(decoding: registry.render(.openMetrics), as: UTF8.self) }
}

/// Runs a body in a fresh world on its loop, and ends the keepers that it leaves.
func withWorld(_ body: @escaping @Sendable (ConfigurationWorld) async throws -> Void) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = try ConfigurationWorld(clock: clock, loop: loop)
        do {
            try await body(world)
            await world.stopAll()
        } catch {
            await world.stopAll()
            throw error
        }
    }
}
