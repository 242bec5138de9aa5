import Configuration
import EventLoop
import Images
import Kubernetes
import Metrics
import ServiceAccountKeeper
import TestAPIServer
import TestSupport
import Text

/// A cluster in memory on a clock that moves only when it is told to, and keepers of ServiceAccounts in it.
///
/// Used on its loop only, hence the unchecked conformance.
final class AccountWorld: @unchecked Sendable {
    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let logs = LogLines()
    private(set) var replicas: [Replica] = []

    /// A keeper, and what shows it the namespaces, as the keeper of Secrets does.
    struct Replica: Sendable {
        let keeper: ServiceAccountKeeper
        let client: KubernetesClient
        let registry: MetricsRegistry
        let onlyNamespaces: [String]
        var tasks: [Task<Void, Never>] = []

        var metrics: String { String(decoding: registry.render(.openMetrics), as: UTF8.self) }
    }

    init(clock: HandClock, loop: EventLoop) {
        self.clock = clock
        self.loop = loop
        server = TestAPIServer(loop: loop)
    }

    /// A configuration with a registry of each name, without an anonymous try.
    static func configuration(
        _ names: String...,
        accounts: [String] = [],
        isEnabled: Bool = true,
        change: (inout Configuration) -> Void = { _ in }
    ) throws -> Configuration {
        var configuration = Configuration(
            registries: try names.map {
                Registry(name: $0, matchImages: [try ImagePattern(parsing: "\($0).example.com")])
            }
        )
        configuration.serviceAccounts = ServiceAccountSettings()
        configuration.serviceAccounts?.isEnabled = isEnabled
        configuration.serviceAccounts?.names = accounts
        change(&configuration)
        return configuration
    }

    /// Makes a keeper that does not run.
    func make(
        _ configuration: Configuration,
        name: String = "pod-1",
        owner: String = "pullpass",
        onlyNamespaces: [String] = [],
        rules: [AccessRule] = [.everything],
        change: (inout ServiceAccountKeeperOptions) -> Void = { _ in }
    ) -> Replica {
        server.setUser(name, rules: rules)
        let client = KubernetesClient(
            transport: server.transport(as: name),
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
            loop: loop,
            random: { 1 }
        )
        let registry = MetricsRegistry()
        var options = ServiceAccountKeeperOptions(
            namespace: owner,
            leaseName: "lease",
            onlyNamespaces: onlyNamespaces
        )
        change(&options)
        let keeper = ServiceAccountKeeper(
            configuration: configuration,
            options: options,
            client: client,
            identity: name,
            wallClock: WallClock { Timestamp(seconds: 1_800_000_000) },
            metrics: ServiceAccountMetrics(registry),
            logger: logs.makeLogger()
        )
        return Replica(keeper: keeper, client: client, registry: registry, onlyNamespaces: onlyNamespaces)
    }

    /// Starts a keeper that leads, and lets it do what there is to do.
    func start(
        _ configuration: Configuration,
        name: String = "pod-1",
        owner: String = "pullpass",
        onlyNamespaces: [String] = [],
        rules: [AccessRule] = [.everything],
        leads: Bool = true
    ) async throws -> Replica {
        var replica = make(configuration, name: name, owner: owner, onlyNamespaces: onlyNamespaces, rules: rules)
        if onlyNamespaces.isEmpty {
            // As an administrator: the right to watch namespaces is the keeper of Secrets'.
            let admin = KubernetesClient(
                transport: server,
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
                loop: loop
            )
            let reflector = Reflector<NamespaceObject>(client: admin, target: .namespaces)
            replica.tasks.append(
                Task(executorPreference: loop) { [keeper = replica.keeper] in
                    await reflector.run { keeper.namespaces($0) }
                }
            )
        } else {
            let all = onlyNamespaces.map {
                NamespaceObject(metadata: ObjectMetadata(name: $0, labels: ["pullpass.dev/inject": "enabled"]))
            }
            replica.keeper.namespaces(.synced(all, version: ""))
        }
        replica.tasks.append(Task(executorPreference: loop) { [keeper = replica.keeper] in await keeper.run() })
        if leads { replica.keeper.lead(true) }
        replicas.append(replica)
        await pass(2)
        return replica
    }

    func stopAll() async {
        for replica in replicas {
            for task in replica.tasks { task.cancel() }
            for task in replica.tasks { await task.value }
        }
        replicas = []
    }

    /// Moves the clock in steps and lets everything happen at each.
    func pass(_ seconds: Int, step: Int = 1) async {
        await clock.pass(seconds, step: step, wake: loop) { await server.settle() }
    }

    /// Creates a namespace with an account `default`, opted in unless told.
    func createNamespace(_ name: String, labels: [String: String] = ["pullpass.dev/inject": "enabled"]) throws {
        try server.createNamespace(name, labels: labels)
        try server.createServiceAccount(name, "default")
    }

    /// The names that an account carries.
    func names(_ namespace: String, _ account: String = "default") -> [String]? {
        server.serviceAccount(namespace, account)?.pullSecrets
    }

    func record(_ namespace: String, _ account: String = "default") -> String? {
        server.serviceAccount(namespace, account)?.metadata.annotations["pullpass.dev/pull-secrets"]
    }

    /// How many writes were asked for.
    var writes: Int { server.requestCount(verb: "patch", resource: "serviceaccounts") }
}

/// Runs a body in a fresh world on its loop, and ends the keepers that it leaves.
func withWorld(_ body: @escaping @Sendable (AccountWorld) async throws -> Void) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = AccountWorld(clock: clock, loop: loop)
        do {
            try await body(world)
            await world.stopAll()
        } catch {
            await world.stopAll()
            throw error
        }
    }
}
