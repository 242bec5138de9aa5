package import Configuration
internal import EventLoop
package import Kubernetes
package import Logging
internal import Metrics
package import Policy
internal import Synchronization

/// Keeps the rules inside the API server true: a MutatingAdmissionPolicy and its binding, or `matchConditions` of the webhook's
/// registration.
///
/// Every replica watches the objects; what to do is ``PolicyPlan``'s to say. Each write names the version that was judged: whoever comes
/// late gets a conflict, reads, and goes on from there. What is right already is not written.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; a
/// configuration comes in through `inbox`, which has a lock.
package final class PolicyKeeper: @unchecked Sendable {
    static let fieldManager = "pullpass"
    static let ownerMark = "pullpass.dev/owner"

    let options: PolicyKeeperOptions
    let client: KubernetesClient
    let metrics: PolicyMetrics
    let logger: Logger
    let recorder: EventRecorder
    let signal = LoopSignal()
    private let tell: @Sendable (PolicyState) -> Void
    private let inbox = Mutex<Configuration?>(nil)

    // Loop only.
    var content: PolicyContent
    var tracks: [PolicyPart: PolicyTrack] = [:]
    var owner: PolicySituation.Owner
    var isLeader = false
    var failures = 0
    var pausedUntil = -Double.infinity
    var pace = WritePace()
    /// What was reported last, by what it is about.
    var reported: [String: String] = [:]
    /// Foreign objects of which there is an Event, by their uid.
    var blamed: Set<String> = []
    var written = 0
    private var told: PolicyState?

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - configuration: whose rules.
    ///   - options: where they go.
    ///   - client: its loop is the one that everything runs on.
    ///   - identity: who reports in Events: the replica's name.
    ///   - now: the wall clock, seconds since 1970.
    ///   - metrics: where it counts.
    ///   - logger: what operators read.
    ///   - tell: told on the loop of each change of the state.
    /// - Throws: where CEL cannot say the rules.
    package init(
        configuration: Configuration,
        options: PolicyKeeperOptions,
        client: KubernetesClient,
        identity: String,
        now: @escaping @Sendable () -> Double,
        metrics: PolicyMetrics,
        logger: Logger,
        tell: @escaping @Sendable (PolicyState) -> Void = { _ in }
    ) throws(PolicyError) {
        self.options = options
        self.client = client
        self.metrics = metrics
        self.logger = logger
        self.tell = tell
        recorder = EventRecorder(client: client, component: "pullpass", instance: identity, now: now)
        content = try PolicyContent(configuration, options)
        owner = options.ownerRole == nil ? .unwanted : .unknown
    }

    /// Keeps until the task is cancelled; started as a task on the loop.
    ///
    /// Failures are reported and tried again, for ever.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for part in content.parts { group.addTask { await self.watch(part) } }
            while !Task.isCancelled { await work() }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        isLeader = leads
        forgetOwner()
        signal.fire()
    }

    /// Takes a new, valid configuration; from any thread.
    package func reload(_ configuration: Configuration) {
        inbox.withLock { $0 = configuration }
        signal.fire()
    }

    var steady: Double { client.loop.preciseNow().inSeconds }

    var situation: PolicySituation {
        PolicySituation(
            parts: content.parts.map { ($0, sight(of: $0)) },
            owner: owner,
            isLeader: isLeader,
            hasFailed: failures > 0,
            pausedUntil: pausedUntil,
            steady: steady
        )
    }

    private func work() async {
        takeConfiguration()
        let decision = PolicyPlan.decide(situation)
        show(decision.state)
        await blame()
        guard decision.step == .wait else { return await take(decision.step) }
        let deadline = LoopInstant(nanoseconds: UInt64(max(0, decision.lookAgain) * 1e9))
        await signal.wait(until: deadline, on: client.loop)
    }

    private func takeConfiguration() {
        guard let configuration = inbox.withLock({ $0.take() }) else { return }
        do throws(PolicyError) {
            content = try PolicyContent(configuration, options)
            reported["the configuration"] = nil
        } catch {
            report(
                "the configuration",
                "the rules in the API server stay as they were, since CEL cannot say these:\n\(error)"
            )
        }
    }

    private func show(_ state: PolicyState) {
        metrics.inForce.set(state == .inForce ? 1 : 0)
        guard told != state else { return }
        told = state
        tell(state)
    }

    /// The ClusterRole may be another one by now.
    func forgetOwner() {
        if options.ownerRole != nil { owner = .unknown }
    }

    func place(_ part: PolicyPart) -> String { "\(part.kind) \(options.name)" }

    /// Logs a failure once, until it is another or was none.
    func report(_ subject: String, _ message: String) {
        guard reported.updateValue(message, forKey: subject) != message else { return }
        logger.error("\(message)")
    }
}
