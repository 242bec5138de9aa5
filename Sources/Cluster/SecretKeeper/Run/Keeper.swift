package import Configuration
package import Credentials
package import Images
package import Kubernetes
package import Logging
internal import Metrics
internal import Sockets
internal import Synchronization

/// Makes and keeps the Secrets that the webhook injects: drives a ``KeeperPlan`` with what it watches, and does its work.
///
/// Runs on its client's event loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone;
/// what other threads may call goes through `inbox` and `signal`, which have locks.
package final class Keeper: @unchecked Sendable {
    struct Inbox {
        var configuration: Configuration?
        var hints: [String: RegistrySet] = [:]
        /// Hints that were taken in since anything last changed: there is no more to be done about them.
        var settled: [String: RegistrySet] = [:]
    }

    /// The most namespaces whose hints wait to be looked at; more come only from a flood.
    static let maximumHints = 4096

    let client: KubernetesClient
    let loop: EventLoop
    let clock: WallClock
    let options: KeeperOptions
    let owner: String
    let makeFetcher: FetcherMaker
    let probe: CredentialProbe?
    let quota: QuotaReader?
    let learn: NamespaceLearner?
    let onLeadership: (@Sendable (Bool) -> Void)?
    let onOwnNamespace: (@Sendable (Bool) -> Void)?
    let files: any ReloadFileSystem
    /// What one registry fetches is there for the others with the same identity.
    let tokens: TokenCache
    let metrics: KeeperMetrics
    let logger: Logger
    let recorder: EventRecorder
    let inbox = Mutex(Inbox())
    let signal = LoopSignal()
    let hintSignal = LoopSignal()

    // Loop only.
    var plan: KeeperPlan
    var masters: [String: MasterRecord] = [:]
    /// Masters that somebody has edited, as they were judged; what we know of them stays.
    var spoilt: [String: Preconditions] = [:]
    /// Masters of our names that are somebody else's.
    var foreignMasters: Set<String> = []
    var fetchers: [String: any CredentialFetcher] = [:]
    var registries: [String: Registry] = [:]
    let sources: SourceSecrets
    let events = EventQueue()
    let leaderSignal = LoopSignal()
    var term: Task<Void, Never>?
    var isLeading: @Sendable () -> Bool = { false }
    /// Workers that wait for work, with the last level that they take.
    var idle: [(worker: LoopSignal, last: PlannedWork.Level)] = []
    var serverFailures = 0
    var serverPausedUntil: LoopInstant?
    /// What keeps a watch from working, by what it watches.
    var watchFailures: [String: KubernetesError] = [:]
    var chores: Set<String> = []
    var fetching = 0
    var outcomes = SyncReport()
    var facts = FactBook()

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - configuration: valid, and for a cluster.
    ///   - options: who this replica is.
    ///   - client: made with `metrics` as its observer.
    ///   - clock: for expiries; delays run on the loop's clock.
    ///   - makeFetcher: usually Credentials' `makeFetcher(registry:environment:secrets:clock:http:)`.
    ///   - probe: tries new credentials out; nil to take them untried.
    ///   - quota: asks Docker Hub for its quota; nil for no such metrics.
    ///   - learn: told of each change of what namespaces mean for the webhook; nil for a namespace of which there is nothing
    ///     to say. Called on the loop.
    ///   - onLeadership: told on the loop when this replica begins to lead, and when it leads no longer; for other work that the
    ///     leader does.
    ///   - onOwnNamespace: told on the loop whether its own namespace is there, as often as the election shows it.
    ///   - files: where credentials' files are looked at for changes.
    ///   - metrics: where it counts.
    ///   - logger: what operators read; never holds a credential.
    package init(
        configuration: Configuration,
        options: KeeperOptions,
        client: KubernetesClient,
        clock: WallClock,
        makeFetcher: @escaping FetcherMaker,
        probe: CredentialProbe? = nil,
        quota: QuotaReader? = nil,
        learn: NamespaceLearner? = nil,
        onLeadership: (@Sendable (Bool) -> Void)? = nil,
        onOwnNamespace: (@Sendable (Bool) -> Void)? = nil,
        files: any ReloadFileSystem = LocalFileSystem(),
        metrics: KeeperMetrics,
        logger: Logger
    ) {
        self.client = client
        loop = client.loop
        self.clock = clock
        self.options = options
        self.makeFetcher = makeFetcher
        self.probe = probe
        self.quota = quota
        self.learn = learn
        self.onLeadership = onLeadership
        self.onOwnNamespace = onOwnNamespace
        self.files = files
        tokens = TokenCache(clock: clock) { [loop] in loop.preciseNow().inSeconds }
        self.metrics = metrics
        self.logger = logger
        owner = "\(options.ownNamespace)/\(configuration.keeper.leaderElection.leaseName)"
        recorder = EventRecorder(client: client, component: "pullpass", instance: options.identity, now: clock.now)
        sources = SourceSecrets(client: client, namespace: options.ownNamespace)
        plan = KeeperPlan(
            configuration: configuration,
            identity: KeeperPlan.Identity(
                ownNamespace: options.ownNamespace,
                confirmsRemoval: options.confirmsRemoval
            ),
            seed: options.seed
        )
        plan.adopt(configuration, inputs: prepare(configuration))
    }

    /// Runs as one of several replicas until the task is cancelled; started as a task on the loop.
    ///
    /// Errors are reported and tried again, for ever; a leader's work ends at its renew deadline.
    package func run() async {
        await run { await self.standForElection() }
    }

    /// Takes a new, valid configuration.
    ///
    /// From any thread. The lease's name stays what it was.
    package func reload(_ configuration: Configuration) {
        inbox.withLock { $0.configuration = configuration }
        signal.fire()
    }

    /// Tells that a Pod of a namespace needs the Secrets of these registries, by their place in the configuration.
    ///
    /// From any thread; never waits. What is not wanted by the plan anyway is dropped and counted.
    package func hint(namespace: String, registries: RegistrySet) {
        guard !registries.isEmpty, namespace.utf8.count <= 63 else { return }
        let isTaken = inbox.withLock { inbox -> Bool? in
            var settled = inbox.settled[namespace] ?? RegistrySet()
            let before = settled
            settled.formUnion(registries)
            guard settled != before else { return nil }
            guard inbox.hints.count < Self.maximumHints || inbox.hints[namespace] != nil else { return false }
            inbox.hints[namespace, default: RegistrySet()].formUnion(registries)
            if inbox.settled.count < Self.maximumHints || inbox.settled[namespace] != nil {
                inbox.settled[namespace] = settled
            }
            return true
        }
        guard let isTaken else { return }
        if isTaken { hintSignal.fire() } else { metrics.hints.child("dropped").increment() }
    }

    /// Both clocks now.
    var now: PlanTime { PlanTime(wall: clock.now(), steady: loop.preciseNow().inSeconds) }

    func run(leadership: @escaping @Sendable () async -> Void) async {
        let copies = KeyedTasks(loop: loop) { [unowned self] name in await watchCopies(named: name) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchNamespaces() }
            group.addTask { await self.watchMasters() }
            group.addTask { await self.watchTenants() }
            group.addTask { await self.takeHints() }
            group.addTask { await self.writeEvents() }
            for _ in 0..<2 { group.addTask { await self.work(upTo: .hinted) } }
            group.addTask { await leadership() }
            while !Task.isCancelled {
                takeConfiguration()
                copies.want(plan.watchedNames)
                plan.tick(now: now)
                afterChange()
                await signal.wait(until: nextLook(), on: loop)
            }
            group.cancelAll()
        }
        await copies.end()
    }

    /// When to look at the plan again: what it asks for, but within a minute, since the wall clock may jump.
    func nextLook() -> LoopInstant {
        let now = now
        let wake = min(plan.nextWake(now: now) ?? .infinity, now.steady + 60)
        return LoopInstant(nanoseconds: UInt64(max(0, wake) * 1e9))
    }

    /// Follows up a change of the plan: notices, numbers, workers.
    func afterChange() {
        for notice in plan.takeNotices() { report(notice) }
        metrics.queueDepth.set(Int64(plan.queue.count))
        metrics.copies.set(Int64(plan.ours))
        metrics.held.set(Int64(plan.held.count))
        guard plan.hasWork() else { return }
        // Only who can take it: the others would look, find nothing and look again without end.
        let wakeable = idle.filter { plan.hasWork(upTo: $0.last) }
        guard !wakeable.isEmpty else { return }
        idle.removeAll { plan.hasWork(upTo: $0.last) }
        for entry in wakeable { entry.worker.fire() }
    }

    /// The plan has changed: does what ``afterChange()`` does, and lets the main loop and the leader look at it.
    func changed() {
        inbox.withLock { $0.settled.removeAll(keepingCapacity: true) }
        afterChange()
        signal.fire()
        leaderSignal.fire()
    }

    private func takeConfiguration() {
        let new = inbox.withLock { $0.configuration.take() }
        guard let new else { return }
        plan.reconfigure(new, inputs: prepare(new), now: now)
        inbox.withLock { $0.settled.removeAll(keepingCapacity: true) }
        for space in plan.spaceIndex.keys { showFacts(of: space) }
        publishFacts()
        logger.info("configuration taken: \(plan)")
        leaderSignal.fire()
    }

    /// Makes the fetchers of a configuration and tells what they read.
    private func prepare(_ configuration: Configuration) -> [String: CredentialInputs] {
        registries = Dictionary(configuration.registries.map { ($0.name, $0) }) { first, _ in first }
        fetchers = registries.mapValues { makeFetcher($0, sources) }
        let inputs = fetchers.mapValues(\.inputs)
        tokens.keep(inputs.values.reduce(into: []) { $0.formUnion($1.tokens) })
        return inputs
    }
}
