import EventLoop
import Kubernetes
import Metrics
import RegistryStatusKeeper
import Status
import Synchronization
import TestAPIServer
import TestSupport
import Text
import YAML

/// A cluster in memory that holds PullRegistries to the chart's own definition, on a clock that moves only when it is told to, and keepers in it.
///
/// Used on its loop only, hence the unchecked conformance.
final class RegistryStatusWorld: @unchecked Sendable {
    /// What the chart grants.
    static let rights = [
        AccessRule(
            verbs: ["list", "watch", "create", "patch", "delete"],
            groups: ["pullpass.dev"],
            resources: ["pullregistries"]
        ),
        AccessRule(verbs: ["patch"], groups: ["pullpass.dev"], resources: ["pullregistries/status"]),
        AccessRule(verbs: ["create", "patch"], groups: [""], resources: ["events"]),
    ]

    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let logs = LogLines()
    private let told = ToldStates()
    private(set) var replicas: [Replica] = []
    private let start: LoopInstant

    init(clock: HandClock, loop: EventLoop) throws {
        self.clock = clock
        self.loop = loop
        start = loop.preciseNow()
        server = TestAPIServer(loop: loop)
        server.settings.pullRegistrySchema = try Self.schema()
        server.settings.keepsJournal = true
        try server.createNamespace("pullpass")
    }

    static func schema() throws -> CustomResourceSchema {
        let bytes = try Repository.bytes("charts/pullpass/files/pullregistries.yaml")
        let definition = try YAMLNode.parse(yaml: bytes).first?.json ?? []
        return try CustomResourceSchema(definition: definition)
    }

    /// A registry that works.
    static func ready(_ name: String, copies: Int = 3) -> RegistryStatus {
        var status = RegistryStatus(
            name: name,
            kind: "static",
            secretName: "pullpass-\(name)",
            matchImages: ["\(name).example.com"],
            isPerNamespace: false
        )
        status.readiness = .ready
        status.revision = "r1"
        status.fetchedAt = Timestamp(seconds: 1_800_000_000)
        status.expiresAt = Timestamp(seconds: 1_800_043_200)
        status.nextFetch = Timestamp(seconds: 1_800_021_600)
        status.copies = CopyNumbers(present: copies, missing: [])
        return status
    }

    /// What the source tells from now on.
    func tell(_ states: RegistryStatus...) { tell(states) }

    /// The same of a list.
    func tell(_ states: [RegistryStatus]) { told.states.withLock { $0 = states } }

    /// Makes a keeper that does not run.
    func make(
        _ name: String = "pod-1",
        lease: String = "lease",
        rules: [AccessRule] = RegistryStatusWorld.rights
    ) -> Replica {
        server.setUser(name, rules: rules)
        let client = KubernetesClient(
            transport: server.transport(as: name),
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
            loop: loop
        )
        let registry = MetricsRegistry()
        let keeper = RegistryStatusKeeper(
            options: RegistryStatusOptions(namespace: "pullpass", leaseName: lease),
            client: client,
            identity: name,
            wallClock: WallClock { [loop, start] in Timestamp(seconds: 1_800_000_000) + (loop.preciseNow() - start) },
            metrics: RegistryStatusMetrics(registry),
            logger: logs.makeLogger()
        )
        keeper.read { [told] in told.states.withLock { $0 } }
        return Replica(keeper: keeper, registry: registry)
    }

    /// Starts a replica and lets everything happen.
    @discardableResult
    func start(
        _ name: String = "pod-1",
        lease: String = "lease",
        leads: Bool = true,
        rules: [AccessRule] = RegistryStatusWorld.rights
    ) async -> Replica {
        var replica = make(name, lease: lease, rules: rules)
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

    /// An object as it stands; nil where there is none.
    func shown(_ name: String) -> ShownRegistry? {
        server.read(ShownRegistry.self, .pullRegistries(name: name))
    }

    /// When an object's status was written, in seconds since the start.
    func statusWrites(of name: String) -> [Int64] { writes("pullregistries/status", name) }

    /// When the object itself was.
    func objectWrites(of name: String) -> [Int64] { writes("pullregistries", name) }

    private func writes(_ resource: String, _ name: String) -> [Int64] {
        server.journal.filter { $0.resource == resource && $0.name == name && ["patch", "delete"].contains($0.verb) }
            .map { ($0.time - start).components.seconds }
    }
}

/// A PullRegistry as a client reads it.
struct ShownRegistry: KubernetesObject {
    let metadata: ObjectMetadata
    let spec: JSONValue
    let status: JSONValue

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        spec = try members["spec"]?.decode() ?? .null
        status = try members["status"]?.decode() ?? .null
    }

    /// `True CredentialFetched: …` of a condition.
    func condition(_ type: String) -> String {
        guard let condition = find(type), case .string(let status)? = condition["status"],
            case .string(let reason)? = condition["reason"], case .string(let message)? = condition["message"]
        else { return "" }
        return "\(status) \(reason): \(message)"
    }

    func since(_ type: String) -> JSONValue? { find(type)?["lastTransitionTime"] }

    private func find(_ type: String) -> JSONValue? {
        guard case .array(let conditions)? = status["conditions"] else { return nil }
        return conditions.first { $0["type"] == .string(type) }
    }
}

/// A keeper, and where it counts.
struct Replica: Sendable {
    let keeper: RegistryStatusKeeper
    let registry: MetricsRegistry
    var task: Task<Void, Never>?

    init(keeper: RegistryStatusKeeper, registry: MetricsRegistry) {
        self.keeper = keeper
        self.registry = registry
    }

    var metrics: String { String(decoding: registry.render(.openMetrics), as: UTF8.self) }
}

/// Runs a body in a fresh world on its loop, and ends the keepers that it leaves.
func withWorld(_ body: @escaping @Sendable (RegistryStatusWorld) async throws -> Void) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = try RegistryStatusWorld(clock: clock, loop: loop)
        do {
            try await body(world)
            await world.stopAll()
        } catch {
            await world.stopAll()
            throw error
        }
    }
}

/// What the source tells.
private final class ToldStates: Sendable {
    let states = Mutex<[RegistryStatus]>([])
}
