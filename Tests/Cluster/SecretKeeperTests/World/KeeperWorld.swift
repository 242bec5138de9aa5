import Configuration
import Controllers
import Credentials
import EventLoop
import HTTPClient
import Kubernetes
import Logging
import Metrics
import Providers
import SecretKeeper
import Synchronization
import TLS
import TestAPIServer
import TestSupport
import Testing
import Text

/// A cluster in memory on a clock of its own, and the keepers that run in it.
///
/// Used on its loop only, hence the unchecked conformance.
final class KeeperWorld: @unchecked Sendable {
    let clock: SimulatedClock
    let loop: EventLoop
    let server: TestAPIServer
    let logs = LogLines()
    private(set) var replicas: [Replica] = []
    private var random = SeededRandom(seed: TestSeed.current)

    /// A keeper that runs.
    struct Replica {
        let keeper: SecretKeeper
        let metrics: MetricsRegistry
        let task: Task<Void, Never>
        let identity: String
    }

    /// For fetchers that need one; those of these tests ask nobody.
    private let network: HTTPClient

    init(clock: SimulatedClock, loop: EventLoop) throws {
        self.clock = clock
        self.loop = loop
        network = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure))
        server = TestAPIServer(loop: loop, wallClock: { clock.wallNow.seconds })
    }

    static let optedIn = ["pullpass.dev/inject": "enabled"]
    static let password = "s3cr3t-seed-0123456789"

    /// One registry `hub`, whose password is key `token` of Secret `hub-token`; `extra` is added to it, `more` at the top level.
    static func text(name: String = "hub", extra: String = "", more: String = "") -> String {
        """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: \(name)
            matchImages: ["\(name).example"]
            credentials:
              basic:
                username: { value: jane }
                password: { secretKeyRef: { name: hub-token, key: token } }
        \(extra.isEmpty ? "" : "    " + extra)
        \(more)
        """
    }

    static func configuration(_ text: String = text()) throws -> Configuration {
        let outcome = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        return try #require(outcome.configuration, "\(outcome.diagnostics)")
    }

    /// Pullpass' namespace with the source, and some namespaces that are opted in.
    func prepare(namespaces: [String] = ["team-a", "team-b", "team-c"]) throws {
        try server.createNamespace("pullpass")
        try server.createSecret("pullpass", "hub-token", data: ["token": Self.password])
        for name in namespaces { try server.createNamespace(name, labels: Self.optedIn) }
    }

    func make(
        _ configuration: Configuration? = nil,
        with options: ReplicaOptions = ReplicaOptions()
    ) throws -> (keeper: SecretKeeper, metrics: MetricsRegistry) {
        let configuration = try configuration ?? Self.configuration()
        let metrics = MetricsRegistry()
        let keeperMetrics = KeeperMetrics(metrics)
        let limiter = RequestLimiter(
            perSecond: configuration.keeper.requestsPerSecond,
            burst: configuration.keeper.burst,
            loop: loop
        )
        let client = KubernetesClient(
            transport: options.user.map { server.transport(as: $0) } ?? server,
            limiter: limiter,
            loop: loop,
            observer: keeperMetrics,
            random: { [unowned self] in random.next() }
        )
        let wall = clock.wall
        let accounts = ClusterServiceAccounts(client: client, ownNamespace: "pullpass")
        let plain: FetcherMaker = { [network] registry, secrets in
            makeFetcher(registry: registry, environment: [:], secrets: secrets, clock: wall, http: network)
        }
        var maker = options.fetcher ?? plain
        if let exchange = options.exchange { maker = { registry, _ in exchange(registry, accounts) } }
        let keeper = SecretKeeper(
            configuration: configuration,
            options: options.keeperOptions(seed: UInt64(random.next() * 0x1p53)),
            client: client,
            clock: wall,
            makeFetcher: maker,
            probe: options.probe,
            quota: options.quota,
            learn: options.learn,
            learnLacks: options.learnLacks,
            controllers: options.controllers,
            onNamespaces: options.onNamespaces,
            metrics: keeperMetrics,
            logger: logs.makeLogger()
        )
        return (keeper, metrics)
    }

    /// A client of somebody who may do everything.
    func client() -> KubernetesClient {
        KubernetesClient(
            transport: server,
            limiter: RequestLimiter(perSecond: 1000, burst: 1000, loop: loop),
            loop: loop,
            observer: KeeperMetrics(MetricsRegistry()),
            random: { 0.5 }
        )
    }

    /// Starts a keeper as one of the replicas.
    @discardableResult func start(
        _ configuration: Configuration? = nil,
        with options: ReplicaOptions = ReplicaOptions()
    ) throws -> Replica {
        let (keeper, metrics) = try make(configuration, with: options)
        let task = Task(executorPreference: loop) { await keeper.run() }
        let replica = Replica(keeper: keeper, metrics: metrics, task: task, identity: options.identity)
        replicas.append(replica)
        return replica
    }

    func stop(_ replica: Replica) async {
        replica.task.cancel()
        await replica.task.value
        replicas.removeAll { $0.identity == replica.identity }
    }

    func stopAll() async {
        for replica in replicas { await stop(replica) }
    }

    /// Lets everything happen that can happen at this time of the clock.
    func settle() async { await server.settle(turns: 48) }

    /// Moves the clock in steps and lets everything happen at each.
    func pass(_ seconds: Double, step milliseconds: UInt64 = 100) async {
        let end = clock.seconds + seconds
        await settle()
        while clock.seconds < end - 1e-9 {
            clock.advance(milliseconds: min(milliseconds, UInt64(((end - clock.seconds) * 1000).rounded(.up))))
            loop.wake()
            await settle()
        }
    }

    /// Moves the clock until something holds; false when it does not within the time.
    func pass(upTo seconds: Double, step milliseconds: UInt64 = 100, until condition: () -> Bool) async -> Bool {
        let end = clock.seconds + seconds
        await settle()
        while !condition() {
            guard clock.seconds < end else { return false }
            await pass(Double(milliseconds) / 1000, step: milliseconds)
        }
        return true
    }

    /// Waits until a copy that a Pod waits for is there.
    func proof(of name: String = "pullpass-hub", in namespace: String = "team-b") async {
        _ = await pass(upTo: 60) { server.secret(namespace, name) != nil }
    }

    /// The revision of each copy of a name by namespace.
    func revisions(_ name: String = "pullpass-hub") -> [String: String] {
        Dictionary(
            server.secrets(named: name).map {
                ($0.metadata.namespace, $0.metadata.annotations["pullpass.dev/revision"] ?? "")
            }
        ) { first, _ in first }
    }

    func uids(_ name: String = "pullpass-hub") -> [String: String] {
        Dictionary(server.secrets(named: name).map { ($0.metadata.namespace, $0.metadata.uid) }) { first, _ in first }
    }

    /// The content of a copy as text; nil where there is none.
    func content(_ namespace: String, _ name: String = "pullpass-hub") -> String? {
        server.secret(namespace, name)?.data[".dockerconfigjson"].map { String(decoding: $0, as: UTF8.self) }
    }

    func reasons(in namespace: String? = nil) -> Set<String> { Set(server.events(in: namespace).map(\.reason)) }
}

/// Runs a body in a fresh world on its loop, and ends the keepers that it leaves.
func withWorld<R: Sendable>(_ body: @escaping @Sendable (KeeperWorld) async throws -> R) async throws -> R {
    let clock = SimulatedClock()
    return try await withEventLoop(clock: clock.clock) { loop in
        let world = try KeeperWorld(clock: clock, loop: loop)
        do {
            let result = try await body(world)
            await world.stopAll()
            return result
        } catch {
            await world.stopAll()
            throw error
        }
    }
}
