import Configuration
import EventLoop
import Images
import Kubernetes
import Metrics
import PolicyKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Text

/// A cluster in memory on a clock that moves only when it is told to, and policy keepers in it.
///
/// Used on its loop only, hence the unchecked conformance.
final class PolicyWorld: @unchecked Sendable {
    static let policy = ResourcePath.mutatingAdmissionPolicies(name: "pullpass")
    static let binding = ResourcePath.mutatingAdmissionPolicyBindings(name: "pullpass")
    static let role = ResourcePath.clusterRoles(name: "pullpass-policy")
    static let objects = [policy, binding]

    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let logs = LogLines()
    private(set) var replicas: [Replica] = []

    init(clock: HandClock, loop: EventLoop) {
        self.clock = clock
        self.loop = loop
        server = TestAPIServer(loop: loop)
    }

    /// A configuration with one registry of Docker Hub for each name.
    static func configuration(_ names: String...) throws -> Configuration {
        Configuration(
            registries: try names.map { Registry(name: $0, matchImages: [try ImagePattern(parsing: "docker.io")]) }
        )
    }

    /// Makes a keeper that does not run.
    func make(
        _ name: String = "pod-1",
        target: PolicyKeeperOptions.Target = .policy(name: "pullpass", ownerRole: nil),
        configuration: Configuration? = nil,
        rules: [AccessRule] = [.everything]
    ) throws -> Replica {
        let registry = MetricsRegistry()
        let states = States()
        let keeper = try PolicyKeeper(
            configuration: try configuration ?? Self.configuration("hub"),
            options: Self.options(target),
            client: client(of: name, rules: rules),
            identity: name,
            wallClock: WallClock { Timestamp(seconds: 1_800_000_000) },
            metrics: PolicyMetrics(registry),
            logger: logs.makeLogger(),
            tell: { states.append($0) }
        )
        return Replica(name: name, keeper: keeper, states: states, registry: registry)
    }

    /// Takes policy and binding away, as the end of an installation does.
    func removeAll(
        target: PolicyKeeperOptions.Target = .policy(name: "pullpass", ownerRole: nil),
        rules: [AccessRule] = [.everything]
    ) async throws(KubernetesError) -> PolicyKeeper.Outcome {
        try await PolicyKeeper.removeAll(of: Self.options(target), by: client(of: "remover", rules: rules))
    }

    private static func options(_ target: PolicyKeeperOptions.Target) -> PolicyKeeperOptions {
        PolicyKeeperOptions(target: target, namespace: "pullpass", leaseName: "lease")
    }

    private func client(of user: String, rules: [AccessRule]) -> KubernetesClient {
        server.setUser(user, rules: rules)
        return KubernetesClient(
            transport: server.transport(as: user),
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
            loop: loop
        )
    }

    /// Starts a replica, which does not lead yet.
    func start(
        _ name: String = "pod-1",
        target: PolicyKeeperOptions.Target = .policy(name: "pullpass", ownerRole: nil),
        configuration: Configuration? = nil,
        rules: [AccessRule] = [.everything]
    ) throws -> Replica {
        var replica = try make(name, target: target, configuration: configuration, rules: rules)
        replica.task = Task(executorPreference: loop) { [replica] in await replica.keeper.run() }
        replicas.append(replica)
        return replica
    }

    /// A leader that has done what there was to do.
    func leader(
        target: PolicyKeeperOptions.Target = .policy(name: "pullpass", ownerRole: nil),
        rules: [AccessRule] = [.everything]
    ) async throws -> Replica {
        let replica = try start(target: target, rules: rules)
        replica.keeper.lead(true)
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

    /// Lets everything happen that can happen at this time.
    func settle() async { await server.settle() }

    /// Moves the clock in steps and lets everything happen at each.
    func pass(_ seconds: Int, step: Int = 1) async {
        await clock.pass(seconds, step: step, wake: loop) { await settle() }
    }

    /// How many writes were asked for.
    var writes: Int { server.requestCount(verb: "patch") + server.requestCount(verb: "create") }

    /// The names of the policy's variables: one for each registry is `needs_` and its name.
    func variables() -> [String] {
        guard case .array(let list)? = server.object(Self.policy)?.spec["variables"] else { return [] }
        return list.compactMap { if case .string(let name)? = $0["name"] { name } else { nil } }
    }

    /// Makes the ClusterRole that the objects go with, and tells its uid.
    @discardableResult
    func createRole() throws -> String {
        try server.create(.clusterRoles(), #"{"metadata":{"name":"pullpass-policy"},"rules":[]}"#)
        return server.object(Self.role)?.metadata.uid ?? ""
    }
}

/// A keeper, and what it told.
struct Replica: Sendable {
    let name: String
    let keeper: PolicyKeeper
    let states: States
    let registry: MetricsRegistry
    var task: Task<Void, Never>?

    init(name: String, keeper: PolicyKeeper, states: States, registry: MetricsRegistry) {
        self.name = name
        self.keeper = keeper
        self.states = states
        self.registry = registry
    }

    var metrics: String { String(decoding: registry.render(.openMetrics), as: UTF8.self) }
}

/// The states that a keeper told.
final class States: Sendable {
    private let list = Mutex<[PolicyState]>([])
    var all: [PolicyState] { list.withLock { $0 } }
    var last: PolicyState? { all.last }
    func append(_ state: PolicyState) { list.withLock { $0.append(state) } }
}

/// Runs a body in a fresh world on its loop, and ends the keepers that it leaves.
func withWorld(_ body: @escaping @Sendable (PolicyWorld) async throws -> Void) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = PolicyWorld(clock: clock, loop: loop)
        do {
            try await body(world)
            await world.stopAll()
        } catch {
            await world.stopAll()
            throw error
        }
    }
}
