internal import Controllers
internal import EventLoop
package import Kubernetes
package import Logging
internal import Metrics
internal import Names
internal import Synchronization
package import Text

/// Keeps the last good configuration in a Secret, and tells in Events when the file is not what is in force.
///
/// Every replica watches the Secret and tells of its own file; the leader alone writes. Each write names the version that was judged:
/// whoever comes late gets a conflict, reads, and goes on from there. What to do is ``ConfigurationPlan``'s to say.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; reports
/// come in through `inbox`, which has a lock.
package final class ConfigurationKeeper: Controller, @unchecked Sendable {
    let options: ConfigurationKeeperOptions
    let client: KubernetesClient
    let metrics: ConfigurationMetrics
    let logger: Logger
    let recorder: EventRecorder
    let events = EventQueue()
    let rounds: ControllerLoop
    private let inbox: Mutex<[ConfigurationReport]>

    // Loop only.
    var report: ConfigurationReport
    var secret = ObservedObject<SecretObject>()
    var term = LeaderTerm()
    var gate = WriteGate()
    var failures: FailureLog<String>

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - report: what is in force now.
    ///   - options: where it is kept.
    ///   - client: its loop is the one that everything runs on.
    ///   - identity: who reports in Events: the replica's name.
    ///   - wallClock: for the times that people read in Events.
    ///   - metrics: where it counts.
    ///   - logger: what operators read; never holds the configuration.
    package init(
        _ report: ConfigurationReport,
        options: ConfigurationKeeperOptions,
        client: KubernetesClient,
        identity: String,
        wallClock: WallClock,
        metrics: ConfigurationMetrics,
        logger: Logger
    ) {
        self.report = report
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
        rounds = ControllerLoop(on: client.loop)
        failures = FailureLog(logger: logger)
        inbox = Mutex(report.state == .file ? [] : [report])
    }

    /// Keeps until the task is cancelled; started as a task on the loop.
    ///
    /// Failures are reported and tried again, for ever; nobody waits for them.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watch() }
            group.addTask { await self.events.write(with: self.recorder) }
            await rounds.run { await self.round() }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        term.change(leads: leads)
        rounds.wake()
    }

    /// Takes in what is in force, once more where it is to be told again; from any thread.
    package func take(_ report: ConfigurationReport) {
        // Somebody changes the file faster than it is written about: the last word counts.
        inbox.withLock { $0 = $0.suffix(7) + [report] }
        rounds.wake()
    }

    private func round() async -> NextRound {
        for report in inbox.withLock({ exchange(&$0, with: []) }) {
            tell(report.state, after: self.report.state)
            self.report = report
            showStored()
        }
        if term.isLeader, term.mustRead, rounds.now >= gate.pausedUntil { await read() }
        reportObstacles()
        let decision = ConfigurationPlan.decide(situation)
        guard decision.step == .wait else {
            await take(decision.step)
            return .now
        }
        return .by(term.isLeader && term.mustRead ? min(decision.lookAgain, gate.pausedUntil) : decision.lookAgain)
    }

    var situation: ConfigurationSituation {
        ConfigurationSituation(
            status: status,
            isKeepable: !report.kept.isTooLarge,
            replaces: report.replaces,
            mayWrite: term.mayJudge,
            pausedUntil: gate.pausedUntil,
            steady: rounds.now
        )
    }

    /// How messages call the Secret.
    var secretName: String { "Secret \(options.namespace)/\(options.secret)" }
}

/// Puts a value in the place of another, which it returns.
private func exchange<Value>(_ place: inout Value, with new: Value) -> Value {
    defer { place = new }
    return place
}
