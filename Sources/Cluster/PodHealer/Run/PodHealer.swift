package import Configuration
internal import Controllers
internal import EventLoop
package import Kubernetes
package import Logging
internal import Logs
internal import Metrics
internal import Names
package import SecretKeeper
package import Status
internal import Synchronization
package import Text

/// Sees Pods that a registry keeps from their image, mends what is ours to mend, and tells on the Pod what was done or what its owner has to do.
///
/// The leader looks at the Pods that wait now and then; what to do is ``HealPlan``'s to say. A credential is fetched anew where its registry itself
/// refuses it, and a Pod that was made without its Secret may be evicted, so that its controller makes it again.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; what comes from
/// elsewhere has a lock.
package final class PodHealer: Controller, @unchecked Sendable {
    let options: PodHealerOptions
    let client: KubernetesClient
    let metrics: HealMetrics
    let logger: Logger
    let wallClock: WallClock
    let probe: CredentialProbe
    private let isInjectingNow: @Sendable () -> Bool?
    private let recorder: EventRecorder
    let events = EventQueue()
    let rounds: ControllerLoop
    private let looks: PodLooks
    private let inbox = Mutex<Configuration?>(nil)
    private let asked = Mutex<(any CredentialDesk)?>(nil)

    // Loop only.
    var rules: HealRules
    var plan: HealPlan
    var failures: FailureLog<String>
    private var nextLook = LoopInstant.never
    /// Whether a look of this term has shown Pods: of all namespaces that may be looked at.
    private var hasLooked = false
    /// Whether the last look, with those that it went on from, has seen all Pods that wait.
    private var seesAll = false
    /// What is told of the Pods, until something of it changes.
    private var shown: StuckPods?
    /// Terms so far, so that what was begun in one is not taken for another's.
    private var term = 0

    /// Makes a healer, which does nothing until it is run and has a desk.
    ///
    /// - Parameters:
    ///   - configuration: whose `heal` is there.
    ///   - options: who heals, and where.
    ///   - client: its loop is the one that everything runs on.
    ///   - probe: logs in at a registry with a credential, whether or not the registry's own `probe` is on.
    ///   - isInjecting: whether it is known that Pods are given their Secrets now; nil where nobody looks. Asked on the loop.
    ///   - wallClock: for times that people read, and for the age of Pods.
    ///   - metrics: where it counts.
    ///   - logger: what operators read.
    package init(
        configuration: Configuration,
        options: PodHealerOptions,
        client: KubernetesClient,
        probe: @escaping CredentialProbe,
        isInjecting: @escaping @Sendable () -> Bool?,
        wallClock: WallClock,
        metrics: HealMetrics,
        logger: Logger
    ) {
        self.options = options
        self.client = client
        self.probe = probe
        isInjectingNow = isInjecting
        self.wallClock = wallClock
        self.metrics = metrics
        self.logger = logger
        recorder = EventRecorder(
            client: client,
            component: ClusterNames.fieldManager,
            instance: options.identity,
            wallClock: wallClock
        )
        rounds = ControllerLoop(on: client.loop)
        looks = PodLooks(client: client, pages: options.pagesOfLook, worksOnLoop: options.worksOnLoop)
        rules = HealRules(configuration)
        plan = HealPlan(configuration.heal ?? HealSettings())
        failures = FailureLog(logger: logger, level: .warning)
    }

    /// Whom it asks for Secrets and credentials; before it is run.
    package func ask(_ desk: any CredentialDesk) { asked.withLock { $0 = desk } }

    var desk: (any CredentialDesk)? { asked.withLock { $0 } }

    /// Whether it is known that a Pod made now is given its Secrets.
    var isInjecting: Bool { isInjectingNow() == true }

    /// Heals while it leads, until the task is cancelled; started as a task on the loop.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.events.write(with: self.recorder) }
            await rounds.run { await self.round() }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        term += 1
        plan.lead(leads, now: rounds.now)
        looks.reset()
        (hasLooked, shown) = (false, nil)
        metrics.show(plan)
        // The Secrets of a new leader are looked at first.
        nextLook = leads ? rounds.now + .seconds(10) : .never
        rounds.wake()
    }

    /// Takes a new, valid configuration; from any thread.
    ///
    /// One that switches healing off stops it.
    package func reload(_ configuration: Configuration) {
        inbox.withLock { $0 = configuration }
        rounds.wake()
    }

    private var isOff = false

    /// The Pods that cannot pull, as the leader saw them last; nil where this replica does not lead, heals nobody or has not looked yet.
    ///
    /// On the loop; costs nothing where nothing has changed, however often it is asked.
    package var stuckPods: StuckPods? {
        guard plan.isLeader, !isOff, hasLooked else { return nil }
        if let shown { return shown }
        let pods = StuckPods(plan.patients.values.map(\.finding.status), further: plan.unheeded, isWhole: seesAll)
        shown = pods
        return pods
    }

    /// Why Pods that cannot pull are not seen, a sentence each; on the loop.
    package var problems: [String] {
        failures.failures.values.map { Printable.line($0) }.sorted()
    }

    private func round() async -> NextRound {
        takeConfiguration()
        guard plan.isLeader, !isOff, let desk else { return .by(.never) }
        if rounds.now >= nextLook { await look(desk) }
        guard plan.isLeader else { return .now }
        tell()
        if let registry = plan.nextTrial(now: rounds.now) {
            await tryCredential(of: registry, desk)
            return .now
        }
        if let finding = plan.nextRecreation(now: rounds.now, isInjecting: isInjecting) {
            await recreate(finding, desk)
            return .now
        }
        metrics.show(plan)
        let isRecreating = plan.settings.recreation != .never && (plan.counts[.missed] ?? 0) > 0
        return .by(isRecreating ? min(nextLook, rounds.now + plan.interval) : nextLook)
    }

    /// The subject of failed evictions.
    static let evicting = "evictions"

    private func takeConfiguration() {
        guard let configuration = inbox.withLock({ $0.take() }) else { return }
        isOff = configuration.heal == nil
        if isOff {
            // What was seen is nobody's any more: numbers that stay would have people called for nothing.
            plan.lead(plan.isLeader, now: rounds.now)
            looks.reset()
            (hasLooked, shown) = (false, nil)
            for subject in failures.failures.keys { failures.clear(subject) }
            metrics.show(plan)
        }
        metrics.show(isOff: isOff)
        if let settings = configuration.heal {
            plan.settings = settings
            if settings.recreation != .evict { failures.clear(Self.evicting) }
        }
        rules = HealRules(configuration)
    }

    private func tell() {
        let context = HealContext(
            home: options.ownNamespace,
            isInjecting: isInjectingNow(),
            evicts: plan.settings.recreation == .evict,
            trials: plan.trials
        )
        for telling in plan.takeNews(now: rounds.now) {
            events.add(telling.event(context), isOfOthers: true)
        }
    }

    // MARK: Looks

    private func look(_ desk: any CredentialDesk) async {
        let term = term
        let goesOn = { [self] in self.term == term && !Task.isCancelled }
        var bytes = 0
        var error: KubernetesError?
        var (hasSeen, isAnswered, isWhole) = (false, true, true)
        plan.forget { finding in
            finding.registries.allSatisfy { desk.standing(of: $0, in: finding.pod.namespace) == .notWanted }
        }
        let namespaces: [String?] = options.onlyNamespaces.isEmpty ? [nil] : options.onlyNamespaces
        for namespace in namespaces {
            var found = plan.catchment
            let place = HealPlan.Place(isPending: true, namespace: namespace)
            let outcome = await looks.read(place, goesOn: goesOn) { pods in
                take(pods, into: &found, desk)
            }
            guard goesOn() else { return }
            bytes += outcome.bytes
            error = error ?? outcome.error
            isWhole = isWhole && outcome.isWhole
            note(found, place, outcome, desk)
            hasSeen = hasSeen || outcome.error == nil
            // Each of the only namespaces has a Role of its own: one that may not be looked at says nothing of the others.
            isAnswered = outcome.error?.isTransient != true
            if !isAnswered { break }
        }
        if hasSeen, isAnswered {
            let outcome = await looks.readRunning({ desk.selectedNamespace(after: $0) }, goesOn: goesOn) {
                place,
                pods,
                outcome in
                var found = plan.catchment
                take(pods, into: &found, desk)
                note(found, place, outcome, desk)
            }
            guard goesOn() else { return }
            bytes += outcome.bytes
            error = error ?? outcome.error
        }
        hasLooked = hasLooked || hasSeen
        finish(bytes, error, hasSeen: hasSeen, isWhole: isWhole && isAnswered)
    }

    private func finish(_ bytes: Int, _ error: KubernetesError?, hasSeen: Bool, isWhole: Bool) {
        (seesAll, shown) = (isWhole, nil)
        metrics.looks.child(error == nil && isWhole ? "ok" : "failed").increment()
        if let error {
            failures.report("Pods", "Pods that cannot pull are not seen: \(error)", error.logFields)
        } else if !isWhole {
            failures.report(
                "Pods",
                "more Pods wait than one look reads: some that cannot pull are seen by the next one, which goes on from there"
            )
        } else {
            failures.recovered("Pods", as: "looking at Pods that cannot pull")
            metrics.looked(at: wallClock.now())
        }
        metrics.show(plan)
        var pause = PodLooks.pause(after: bytes, period: plan.settings.period)
        if error?.isForbidden == true, !hasSeen { pause = max(pause, .seconds(300)) }
        // Not in step with whatever else is done now and then.
        nextLook = rounds.now + pause * (0.9 + 0.2 * client.random())
    }

    private func take(_ pods: [WaitingPod], into found: inout HealCatch, _ desk: any CredentialDesk) {
        for pod in pods {
            guard let finding = rules.finding(of: pod, desk.standing) else { continue }
            found.add(finding)
        }
    }

    private func note(
        _ findings: HealCatch,
        _ place: HealPlan.Place,
        _ outcome: PodLooks.Outcome,
        _ desk: any CredentialDesk
    ) {
        // One that is made where a Pod waits is made now, though the webhook was not asked.
        var needed: Set<[String]> = []
        for finding in findings.found where finding.cause == .misplaced && finding.lack == "waiting" {
            for registry in finding.registries where needed.insert([registry, finding.pod.namespace]).inserted {
                desk.isNeeded(registry, in: finding.pod.namespace)
            }
        }
        let useless = plan.recreations.uselessCount
        plan.take(
            findings.found,
            passedOver: findings.passedOver,
            of: place,
            isWhole: outcome.isWhole,
            since: outcome.since,
            now: rounds.now
        )
        metrics.recreations.child("useless").increment(by: plan.recreations.uselessCount - useless)
        shown = nil
    }

    // MARK: Steps

    private func tryCredential(of registry: String, _ desk: any CredentialDesk) async {
        let term = term
        let revision = desk.revision(of: registry) ?? ""
        let result = await desk.tryCredential(of: registry, with: probe)
        guard self.term == term else { return }
        plan.tried(registry, result, revision: revision, now: rounds.now)
        switch result {
        case .taken: metrics.trials.child("taken").increment()
        case .none: metrics.trials.child("none").increment()
        case .refused: metrics.trials.child("refused").increment()
        case .unknown(let reason):
            metrics.trials.child("unknown").increment()
            logger.info(
                "whether registry \(registry) takes the credential that Pods have could not be seen: \(reason)",
                [.registry: "\(registry)"]
            )
        }
    }
}
