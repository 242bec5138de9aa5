package import Configuration
internal import Controllers
internal import EventLoop
package import Kubernetes
package import Logging
internal import Logs
internal import Metrics
internal import Names
internal import Synchronization
package import Text

/// Keeps the names of our Secrets in the `imagePullSecrets` of ServiceAccounts, and takes them away where nobody wants them any more.
///
/// What to do is ``AccountPlan``'s to say. The leader alone watches accounts: nobody else has a use for them. Each write carries the version that
/// was judged, so that what others put there meanwhile is a conflict and never lost.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; a
/// configuration comes in through `inbox`, which has a lock.
package final class ServiceAccountKeeper: NamespaceObserver, @unchecked Sendable {
    let options: ServiceAccountKeeperOptions
    let client: KubernetesClient
    let metrics: ServiceAccountMetrics
    let logger: Logger
    let recorder: EventRecorder
    let events = EventQueue()
    private let signal = LoopSignal()
    private let inbox = Mutex<Configuration?>(nil)

    // Loop only.
    var plan: AccountPlan
    var failures: FailureLog<String>
    var written = 0
    private(set) var isLeader = false
    private var idle: [LoopSignal] = []
    private var lines = LineAllowance()

    /// So many writes are under way at once.
    static let workers = 4
    /// The subject of failed writes.
    static let writing = "writing ServiceAccounts"

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - configuration: which accounts carry which names.
    ///   - options: whose names.
    ///   - client: its loop is the one that everything runs on.
    ///   - identity: who reports in Events: the replica's name.
    ///   - wallClock: for the times that people read in Events.
    ///   - metrics: where it counts.
    ///   - logger: what operators read.
    package init(
        configuration: Configuration,
        options: ServiceAccountKeeperOptions,
        client: KubernetesClient,
        identity: String,
        wallClock: WallClock,
        metrics: ServiceAccountMetrics,
        logger: Logger
    ) {
        self.options = options
        self.client = client
        self.metrics = metrics
        self.logger = logger
        recorder = EventRecorder(
            client: client,
            component: ClusterNames.fieldManager,
            instance: identity,
            wallClock: wallClock
        )
        failures = FailureLog(logger: logger, level: .warning)
        plan = AccountPlan(
            owner: options.ownership.owner,
            rules: options.rules(of: configuration),
            grace: options.grace(of: configuration)
        )
    }

    /// Keeps until the task is cancelled; started as a task on the loop.
    ///
    /// Failures are reported and tried again, for ever.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.events.write(with: self.recorder) }
            while !Task.isCancelled {
                takeConfiguration()
                if isLeader { await serveTerm() } else { await signal.wait() }
            }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        isLeader = leads
        signal.fire()
    }

    /// Takes in what the watch of namespaces shows; on the loop.
    package func namespaces(_ event: ReflectorEvent<NamespaceObject>) {
        plan.namespaces(event, now: now)
        changed()
    }

    /// Takes a new, valid configuration; from any thread.
    package func reload(_ configuration: Configuration) {
        inbox.withLock { $0 = configuration }
        signal.fire()
    }

    var now: LoopInstant { client.loop.preciseNow() }

    /// The plan has changed: wakes whoever has something to do by it.
    func changed() {
        signal.fire()
        wakeWorkers()
    }

    private func wakeWorkers() {
        guard !plan.round.isEmpty else { return }
        for worker in idle { worker.fire() }
        idle = []
    }

    private func serveTerm() async {
        await withDiscardingTaskGroup { group in
            for namespace in options.watchedNamespaces { group.addTask { await self.watch(namespace) } }
            for _ in 0..<Self.workers { group.addTask { await self.work() } }
            while !Task.isCancelled, isLeader {
                takeConfiguration()
                plan.tick(now: now)
                wakeWorkers()
                followUp()
                await signal.wait(until: min(plan.nextLook, now + ControllerLoop.longestWait), on: client.loop)
            }
            group.cancelAll()
        }
        plan.forgetAccounts()
        metrics.show([:])
    }

    private func takeConfiguration() {
        guard let configuration = inbox.withLock({ $0.take() }) else { return }
        plan.adopt(options.rules(of: configuration), grace: options.grace(of: configuration), now: now)
    }

    /// The accounts of a namespace, or of all.
    private func watch(_ namespace: String?) async {
        let name = namespace.map { "ServiceAccounts of namespace \($0)" } ?? "ServiceAccounts"
        let reflector = Reflector<ServiceAccountObject>(
            client: client,
            target: ServiceAccountKeeperOptions.target(namespace)
        )
        await reflector.run { [self] event in
            switch event {
            case .synced(let all, let version): plan.synced(all, version: version, in: namespace, now: now)
            case .applied(let account): plan.observe(account, now: now)
            case .deleted(let account): plan.deleted(account)
            }
            changed()
        } report: { [self] state in
            failures.watch(name, is: state)
        }
    }

    private func work() async {
        let woken = LoopSignal()
        while !Task.isCancelled {
            if let write = plan.next(now: now) {
                await perform(write)
                changed()
            } else {
                idle.append(woken)
                await woken.wait()
            }
        }
    }

    /// Follows up what has changed: numbers, notices, failures that are over.
    private func followUp() {
        metrics.show(plan.counts)
        if plan.counts[.failing] ?? 0 == 0 { failures.recovered(Self.writing) }
        for notice in plan.takeNotices() { tell(notice) }
    }

    /// Warns of what anybody can bring about, a few times in ten seconds.
    func warn(_ message: String, _ fields: LogFields) {
        guard let held = lines.take(now: now) else { return }
        logger.warning("\(message)", fields.adding([.suppressed: .number(held)]))
    }
}
