internal import ConfigurationKeeper
internal import EventLoop
internal import Metrics
internal import Status
internal import Synchronization
internal import Text
internal import Webhook

/// What a replica knows of itself, for a report: its webhook, its configuration, and what does not work.
///
/// Any thread.
final class ReplicaFacts: Sendable {
    private let metrics: WebhookMetrics
    private let readiness: ReplicaReadiness
    private let clock: LoopClock
    private let wallClock: WallClock
    private let engine: String
    private let configuration: Mutex<(state: ConfigurationInForce, since: Timestamp)>

    init(
        _ origin: ConfigurationInForce,
        engine: String,
        metrics: WebhookMetrics,
        readiness: ReplicaReadiness,
        clock: LoopClock,
        wallClock: WallClock = .system
    ) {
        self.metrics = metrics
        self.readiness = readiness
        self.clock = clock
        self.wallClock = wallClock
        self.engine = engine
        var since = wallClock.now()
        if case .stored(let stored, _) = origin, let accepted = stored.acceptedAt { since = accepted }
        configuration = Mutex((origin, since))
    }

    /// Takes in what is in force from now on.
    func show(_ state: ConfigurationInForce) {
        let now = wallClock.now()
        configuration.withLock { known in
            // A file that cannot be used leaves in force what was, since when it was.
            known = (state, state == .file ? now : known.since)
        }
    }

    /// Adds what is known to a report.
    func add(to report: inout StatusReport) {
        let (state, since) = configuration.withLock { $0 }
        report.configuration = InForceStatus(
            source: state.source,
            acceptedAt: since,
            problem: state == .file ? nil : state.remedy
        )
        // Those of watches are told by who watches.
        report.problems += readiness.current.map { "not ready: \($0.rawValue)" }
        report.webhook = webhook
    }

    private var webhook: WebhookStatus {
        var status = WebhookStatus()
        status.engine = engine
        guard engine == "webhook" else { return status }
        let (steady, wall) = (clock.now().nanoseconds, wallClock.now())
        func date(_ time: UInt64) -> Timestamp {
            wall - .nanoseconds(Int64(clamping: steady - min(time, steady)))
        }
        let called = UInt64(max(0, metrics.called.value))
        let refused = UInt64(max(0, metrics.certificateRefused.value))
        status.answered = Int(clamping: metrics.answered)
        status.lastCalled = called == 0 ? nil : date(called)
        status.refusedCallers = metrics.callers.latest.map {
            RefusedCaller(address: $0.address, reason: $0.reason, count: $0.count, last: date($0.last))
        }
        if refused > called {
            status.problem =
                "a caller refuses the certificate of this replica, and nobody has called since: where it is the API server, Pods get no Secrets. "
                + "Compare caBundle of the registration with the CA of the certificate"
        }
        return status
    }
}
