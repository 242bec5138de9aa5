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

/// Sees that the API server calls the webhook: the leader has it try a Pod now and then, and looks for the webhook's mark in the answer.
///
/// The Pod is never kept: the request is a dry run, and the namespace has a quota of no Pods. Of several API servers only the one that answers is
/// shown to call.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone; a
/// configuration comes in through `inbox`, which has a lock.
package final class SelfTestRunner: Controller, @unchecked Sendable {
    /// How long after the beginning of a term it is tested first: an installation has its certificate by then.
    static let firstDelay = Duration.seconds(20)
    /// A fault is told where it is seen so often in a row: one call may be lost in an update.
    static let toldAfter = 2
    /// How soon it is tested again after a failure, at most.
    static let longestRetry = Duration.seconds(60)

    private let client: KubernetesClient
    private let settings: SelfTestSettings
    private let place: SelfTestPlace
    private let metrics: SelfTestMetrics
    private let logger: Logger
    private let recorder: EventRecorder
    private let wallClock: WallClock
    private let makeWord: @Sendable () -> String
    private let events = EventQueue()
    private let rounds: ControllerLoop
    private let inbox = Mutex<Configuration?>(nil)

    // Loop only.
    private var configuration: Configuration
    private var isLeader = false
    private var next = LoopInstant.never
    private var failures = 0
    /// When a test last showed that the webhook is called; nil where the last one did not.
    private var shownAt: LoopInstant?
    private var told: SelfTestFault?
    private var hasToldQuota = false
    private var unanswered: FailureLog<String>

    /// Makes a runner, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - configuration: with what the rules are.
    ///   - settings: when and where.
    ///   - place: who asks, and where it is told.
    ///   - client: its loop is the one that everything runs on.
    ///   - wallClock: for times that people read.
    ///   - metrics: where it counts.
    ///   - logger: what operators read.
    ///   - makeWord: a word that nobody can know before: lower-case letters and digits, at most 64.
    package init(
        configuration: Configuration,
        settings: SelfTestSettings,
        place: SelfTestPlace,
        client: KubernetesClient,
        wallClock: WallClock,
        metrics: SelfTestMetrics,
        logger: Logger,
        makeWord: @escaping @Sendable () -> String = { String(UInt64.random(in: .min ... .max), radix: 36) }
    ) {
        self.configuration = configuration
        self.settings = settings
        self.place = place
        self.client = client
        self.wallClock = wallClock
        self.metrics = metrics
        self.logger = logger
        self.makeWord = makeWord
        recorder = EventRecorder(
            client: client,
            component: ClusterNames.fieldManager,
            instance: place.identity,
            wallClock: wallClock
        )
        rounds = ControllerLoop(on: client.loop)
        unanswered = FailureLog(logger: logger, level: .warning)
        metrics.period.set(settings.period.components.seconds)
    }

    /// Tests while it leads, until the task is cancelled; started as a task on the loop.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.events.write(with: self.recorder) }
            await rounds.run {
                if let new = self.inbox.withLock({ $0.take() }) { self.configuration = new }
                if self.isLeader, self.rounds.now >= self.next { await self.test() }
                return .by(self.isLeader ? self.next : .never)
            }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        isLeader = leads
        failures = 0
        shownAt = nil
        told = nil
        // What it saw is not its to tell any more.
        metrics.show(nil)
        next = leads ? rounds.now + Self.firstDelay : .never
        rounds.wake()
    }

    /// Takes a new, valid configuration, whose rules are tested from the next time on; from any thread.
    package func reload(_ configuration: Configuration) { inbox.withLock { $0 = configuration } }

    /// Whether a test of this term has shown that the webhook is called and gives Pods their Secrets, and none since has not; on the loop.
    package var isPassed: Bool { shownAt.map { rounds.now - $0 < settings.period * 2 } ?? false }

    private func test() async {
        let verdict = await verdict()
        guard isLeader else { return }
        guard let verdict else {
            metrics.tests.child("unanswered").increment()
            return schedule(after: min(settings.period, Self.longestRetry))
        }
        metrics.show(verdict.fault)
        shownAt = verdict.fault == nil ? rounds.now : nil
        metrics.tests.child(verdict.fault == nil ? "ok" : "failed").increment()
        noteQuota(verdict)
        guard let fault = verdict.fault else {
            failures = 0
            metrics.lastSuccess.set(Int64(wallClock.now().seconds))
            if told != nil {
                told = nil
                logger.notice("the self test works again: the API server calls the webhook")
                tell(
                    .normal,
                    "WebhookCalled",
                    "The self test works again: the API server calls the webhook, which gives Pods their Secrets."
                )
            }
            return schedule(after: settings.period)
        }
        failures += 1
        if failures >= Self.toldAfter, told != fault {
            told = fault
            let words = fault.words(namespace: settings.namespace, detail: verdict.detail)
            logger.error("self test: \(words)", [.reason: "\(fault.rawValue)"])
            tell(.warning, "SelfTestFailed", "Self test (\(fault.rawValue)): \(words).")
        }
        schedule(after: min(settings.period, Self.longestRetry))
    }

    /// Asks the API server; nil where it could not be asked, which says nothing of the webhook.
    private func verdict() async -> SelfTestVerdict? {
        guard let pod = SelfTestPod(configuration, settings) else { return SelfTestVerdict(fault: .noRegistry) }
        let word = makeWord()
        do throws(KubernetesError) {
            let answer = try await client.tryToCreate(
                pod: pod.json(word: word),
                in: settings.namespace,
                priority: .reading
            )
            unanswered.recovered("the self test", as: "asking the API server for the self test")
            var verdict = SelfTestVerdict(answer, word: word)
            if verdict.fault == .notCalled, await isOptedOut() { verdict.fault = .notOptedIn }
            return verdict
        } catch {
            if !error.isCancelled { unanswered.report("the self test", "the self test cannot be made: \(error)") }
            return nil
        }
    }

    /// Whether the namespace is known not to be opted in.
    private func isOptedOut() async -> Bool {
        guard let namespace = try? await client.namespace(settings.namespace) else { return false }
        return !configuration.namespaceSelector.matches(namespace.metadata.labels)
    }

    private func noteQuota(_ verdict: SelfTestVerdict) {
        guard verdict.isQuotaMissing, !hasToldQuota else { return }
        hasToldQuota = true
        logger.warning(
            "namespace \(settings.namespace) of the self test has no ResourceQuota of pods: \"0\": whoever has the rights of Pullpass could run Pods there"
        )
    }

    /// Not all installations at once, and not in step with whatever else is done now and then.
    private func schedule(after time: Duration) {
        next = rounds.now + time * (0.9 + 0.2 * client.random())
    }

    private func tell(_ kind: EventManifest.Kind, _ reason: String, _ message: String) {
        let lease = ObjectReference.lease(place.leaseName, in: place.ownNamespace)
        events.add(EventManifest(regarding: lease, kind: kind, reason: reason, message: message))
    }
}

/// Who makes a self test, and where its Events stand: on the Lease, which every installation has.
package struct SelfTestPlace: Sendable, Hashable {
    /// Pullpass' own namespace.
    package var ownNamespace: String
    /// The name of its Lease.
    package var leaseName: String
    /// The replica's name.
    package var identity: String

    /// Makes a place.
    package init(ownNamespace: String, leaseName: String, identity: String) {
        self.ownNamespace = ownNamespace
        self.leaseName = leaseName
        self.identity = identity
    }
}
