package import Configuration
internal import Controllers
internal import EventLoop
package import Kubernetes
package import Logging
internal import Logs
internal import Metrics
internal import Names
package import Policy
internal import Synchronization
package import Text

/// Keeps the rules inside the API server true: a MutatingAdmissionPolicy and its binding, or `matchConditions` of the webhook's
/// registration.
///
/// Every replica watches the objects; what to do is ``PolicyPlan``'s to say. Each write names the version that was judged: whoever comes
/// late gets a conflict, reads, and goes on from there. What is right already is not written.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; a
/// configuration comes in through `inbox`, which has a lock.
package final class PolicyKeeper: Controller, @unchecked Sendable {
    let options: PolicyKeeperOptions
    let client: KubernetesClient
    let metrics: PolicyMetrics
    let logger: Logger
    let recorder: EventRecorder
    let events = EventQueue()
    let rounds: ControllerLoop
    private let tell: @Sendable (PolicyState) -> Void
    private let inbox = Mutex<Configuration?>(nil)

    // Loop only.
    var content: PolicyContent
    var objects: [PolicyPart: ObservedPolicyObject] = [:]
    var owner: PolicySituation.Owner
    var term = LeaderTerm()
    private var isRemoval = false
    var gate = WriteGate()
    var failures: FailureLog<String>
    /// Foreign objects of which there is an Event, by their uid.
    var reportedConflicts: Set<String> = []
    var written = 0
    private var state: PolicyState?

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - configuration: whose rules.
    ///   - options: where they go.
    ///   - client: its loop is the one that everything runs on.
    ///   - identity: who reports in Events: the replica's name.
    ///   - wallClock: for the times that people read in Events.
    ///   - metrics: where it counts.
    ///   - logger: what operators read.
    ///   - tell: told on the loop of each change of the state.
    /// - Throws: where CEL cannot say the rules.
    package init(
        configuration: Configuration,
        options: PolicyKeeperOptions,
        client: KubernetesClient,
        identity: String,
        wallClock: WallClock,
        metrics: PolicyMetrics,
        logger: Logger,
        tell: @escaping @Sendable (PolicyState) -> Void = { _ in }
    ) throws(PolicyError) {
        self.options = options
        self.client = client
        self.metrics = metrics
        self.logger = logger
        self.tell = tell
        recorder = EventRecorder(
            client: client,
            component: ClusterNames.fieldManager,
            instance: identity,
            wallClock: wallClock
        )
        rounds = ControllerLoop(on: client.loop)
        failures = FailureLog(logger: logger)
        content = try PolicyContent(configuration, options)
        owner = options.ownerRole == nil ? .unwanted : .unknown
    }

    /// Keeps until the task is cancelled; started as a task on the loop.
    ///
    /// Failures are reported and tried again, for ever.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for part in options.parts { group.addTask { await self.watch(part) } }
            group.addTask { await self.events.write(with: self.recorder) }
            await rounds.run { await self.round() }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        term.change(leads: leads)
        forgetOwner()
        rounds.wake()
    }

    /// Tells whether somebody has everything removed; on the loop.
    package func standDown(_ isRemoval: Bool) {
        self.isRemoval = isRemoval
        rounds.wake()
    }

    /// Whether the API server has the rules, as they should be; on the loop.
    package var isInForce: Bool { state == .inForce }

    /// Takes a new, valid configuration; from any thread.
    package func reload(_ configuration: Configuration) {
        inbox.withLock { $0 = configuration }
        rounds.wake()
    }

    var situation: PolicySituation {
        PolicySituation(
            parts: options.parts.map { ($0, status(of: $0)) },
            owner: owner,
            isLeader: term.isLeader,
            isRemoval: isRemoval,
            hasFailed: gate.hasFailed,
            pausedUntil: gate.pausedUntil,
            steady: rounds.now
        )
    }

    private func round() async -> NextRound {
        takeConfiguration()
        let decision = PolicyPlan.decide(situation)
        show(decision.state)
        reportConflicts()
        guard decision.step == .wait else {
            await take(decision.step)
            return .now
        }
        return .by(decision.lookAgain)
    }

    private func takeConfiguration() {
        guard let configuration = inbox.withLock({ $0.take() }) else { return }
        do throws(PolicyError) {
            content = try PolicyContent(configuration, options)
            failures.clear("the configuration")
        } catch {
            failures.report(
                "the configuration",
                "the rules in the API server stay as they were, since CEL cannot say these:\n\(error)"
            )
        }
    }

    private func show(_ state: PolicyState) {
        metrics.inForce.set(state == .inForce ? 1 : 0)
        guard self.state != state else { return }
        self.state = state
        tell(state)
    }

    /// The ClusterRole may be another one by now.
    func forgetOwner() {
        if options.ownerRole != nil { owner = .unknown }
    }

    /// Which object a line is about.
    func logFields(of part: PolicyPart) -> LogFields { [.kind: "\(part.kind)", .name: "\(options.name)"] }

    /// How messages call an object.
    func description(of part: PolicyPart) -> String { options.description(of: part) }
}
