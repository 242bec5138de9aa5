internal import Controllers
internal import EventLoop
package import Kubernetes
package import Logging
internal import Logs
internal import Metrics
internal import Names
package import Status
internal import Synchronization
package import Text

/// Shows how each registry stands in an object of the API, a PullRegistry with conditions that people and scripts can wait for.
///
/// Every replica watches the objects; the leader alone writes, seldom: what to write, and when, is ``RegistryStatusPlan``'s to say. Each write
/// names the version that was judged, so that whoever comes late gets a conflict. Where the cluster does not have such objects there is nothing to
/// do, which is no fault. Nothing waits for them, and nothing is read from them but when a condition became what it is, and what a registry said of
/// a credential while another replica led.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; where states come
/// from is set through `source`, which has a lock.
package final class RegistryStatusKeeper: Controller, @unchecked Sendable {
    /// Tells how all registries that are configured stand, on the loop; of one that is not fully known nothing is written.
    package typealias Source = @Sendable () -> [RegistryStatus]

    let options: RegistryStatusOptions
    let client: KubernetesClient
    let metrics: RegistryStatusMetrics
    let logger: Logger
    let wallClock: WallClock
    let recorder: EventRecorder
    let events = EventQueue()
    let rounds: ControllerLoop
    private let source = Mutex<Source?>(nil)

    // Loop only.
    var objects: [String: ObservedObject<PullRegistryObject>] = [:]
    var areObjectsKnown = false
    /// The object that a write is under way of; of it what is gone is kept as well.
    var beingWritten: String?
    /// Whether the cluster does not have such objects.
    var isUnserved = false
    var states: [String: RegistryStatus]?
    var isLeader = false
    var gate = WriteGate(backoff: Backoff(first: .seconds(2), limit: .seconds(300)))
    /// When objects, and their status, may be written next.
    var paces: [String: ObjectPace] = [:]
    var failures: FailureLog<String>
    /// Foreign objects of which there is an Event, by their uid.
    var reportedConflicts: Set<String> = []
    private var nextReading = LoopInstant.start

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - options: whose objects they are.
    ///   - client: its loop is the one that everything runs on.
    ///   - identity: who reports in Events: the replica's name.
    ///   - wallClock: for the times that conditions have.
    ///   - metrics: where it counts.
    ///   - logger: what operators read.
    package init(
        options: RegistryStatusOptions,
        client: KubernetesClient,
        identity: String,
        wallClock: WallClock,
        metrics: RegistryStatusMetrics,
        logger: Logger
    ) {
        self.options = options
        self.client = client
        self.metrics = metrics
        self.logger = logger
        self.wallClock = wallClock
        recorder = EventRecorder(
            client: client,
            component: ClusterNames.fieldManager,
            instance: identity,
            wallClock: wallClock
        )
        rounds = ControllerLoop(on: client.loop)
        failures = FailureLog(logger: logger)
    }

    /// Takes states from here on from this source; from any thread, before it is run.
    package func read(from source: @escaping Source) { self.source.withLock { $0 = source } }

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
        isLeader = leads
        // The leader alone counts them.
        if !leads { metrics.foreign.set(0) }
        nextReading = .start
        rounds.wake()
    }

    private func round() async -> NextRound {
        guard isLeader, areObjectsKnown else { return .by(.never) }
        if rounds.now >= nextReading {
            nextReading = rounds.now + options.period
            takeStates()
        }
        let decision = RegistryStatusPlan.decide(situation)
        guard decision.step == .wait else {
            await take(decision.step)
            return .now
        }
        return .by(min(decision.lookAgain, nextReading))
    }

    /// Asks the source.
    func takeStates() {
        guard let read = source.withLock({ $0 }) else { return }
        let states = Dictionary(read().map { ($0.name, $0) }) { $1 }
        self.states = states
        paces = paces.filter { states[$0.key] != nil || objects[$0.key] != nil }
        reportConflicts()
    }

    /// What the plan needs to know.
    var situation: RegistryStatusSituation {
        var situation = RegistryStatusSituation(steady: rounds.now)
        guard isLeader, areObjectsKnown, let states else { return situation }
        situation.mayWrite = true
        situation.pausedUntil = gate.pausedUntil
        let gone = objects.keys.filter { name in
            states[name] == nil && (objects[name]?.object).map { options.ownership.isOurs($0.metadata) } ?? false
        }
        situation.entries = (states.keys.sorted() + gone.sorted()).map { name in
            let pace = paces[name] ?? ObjectPace()
            return RegistryStatusSituation.Entry(
                name: name,
                isConfigured: states[name] != nil,
                isKnown: states[name]?.isKnown ?? true,
                object: object(named: name),
                nextWrite: pace.object,
                nextStatusWrite: pace.status
            )
        }
        return situation
    }

    private func object(named name: String) -> RegistryStatusSituation.Object {
        guard let observed = objects[name] else { return .absent }
        // One that cannot be read may be anybody's.
        guard observed.isKnown else { return .foreign }
        guard let object = observed.object else { return .absent }
        guard options.ownership.isOurs(object.metadata) else { return .foreign }
        guard !object.metadata.isTerminating else { return .terminating }
        guard let state = states?[name] else { return .ours(isRight: true, isStatusRight: true) }
        let content = PullRegistryContent(state: state, now: wallClock.now())
        let difference = PullRegistryContent.difference(object.status, content.status(after: object.status))
        return .ours(
            isRight: object.spec == content.spec
                && labels(of: name).allSatisfy { object.metadata.labels[$0.key] == $0.value },
            isStatusRight: difference == .none
        )
    }

    /// The labels of an object: as those of its Secrets.
    func labels(of name: String) -> [String: String] {
        ClusterNames.labels.merging(Ownership.labels(ofRegistry: name)) { $1 }
    }
}

/// When an object may be written next, by the steady clock.
struct ObjectPace: Sendable {
    var object = LoopInstant.start
    var status = LoopInstant.start
    /// How often writes of it were refused in a row, for a reason of its own.
    var refusals = 0
}
