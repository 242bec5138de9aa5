internal import Credentials
internal import EventLoop
package import Kubernetes
package import Metrics
internal import Synchronization
internal import Text

/// The keeper's metrics.
///
/// Also the observer that its ``KubernetesClient`` is made with. Any thread.
package final class KeeperMetrics: KubernetesObserver {
    /// Of credentials and copies.
    let registries: RegistryGauges
    let refreshes: CounterFamily
    let failures: CounterFamily
    let placed: CounterFamily
    let repaired: CounterFamily
    let rotated: CounterFamily
    let removed: CounterFamily
    let conflicted: CounterFamily
    let slowSpreading: CounterFamily
    private let rotationsWaiting: GaugeFamily
    private let rotationsLate: GaugeFamily
    let copies: Gauge
    let backingOff: Gauge
    let held: Gauge
    let queueDepth: Gauge
    let leader: Gauge
    let hints: CounterFamily
    let tenantSecrets: GaugeFamily
    private let requests: CounterFamily
    private let restarts: CounterFamily
    private let unreadable: CounterFamily
    private let left = Mutex<[[String]: Int]>([:])
    private let watches = Mutex<(@Sendable () -> [WatchBoard.Stalled])?>(nil)
    /// Told of each object that cannot be read, on the client's loop.
    private let unreadableHandler = Mutex<(@Sendable (UnreadableObject) -> Void)?>(nil)

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        let byRegistry = metrics.labelled("registry")
        registries = RegistryGauges(metrics)
        refreshes = byRegistry.counters("pullpass_credential_refreshes", help: "Fetches of a credential that worked.")
        failures = byRegistry.counters("pullpass_credential_failures", help: "Fetches of a credential that failed.")
        placed = byRegistry.counters(
            "pullpass_secrets_placed",
            help: "Secrets that were absent and have been made."
        )
        repaired = byRegistry.counters(
            "pullpass_secrets_repaired",
            help: "Secrets that somebody had edited and that have been restored."
        )
        rotated = byRegistry.counters("pullpass_secrets_rotated", help: "Secrets that got a new credential.")
        removed = byRegistry.counters(
            "pullpass_secrets_removed",
            help: "Secrets that nobody wanted any more and that have been removed."
        )
        conflicted = byRegistry.counters(
            "pullpass_secrets_conflicted",
            help: "Secrets of our name that belong to somebody else and were left alone."
        )
        slowSpreading = byRegistry.counters(
            "pullpass_credential_slow_spreading",
            help: "New credentials that take longer to be written everywhere than they have left to live."
        )
        rotationsWaiting = byRegistry.gauges(
            "pullpass_keeper_rotations_waiting",
            help: "Secrets that have an older credential of a registry and wait for the newest."
        )
        rotationsLate = byRegistry.gauges(
            "pullpass_keeper_rotations_late_seconds",
            unit: "seconds",
            help:
                "By how much the last Secret gets the newest credential of a registry after the one before has ended, at the present pace; 0 where it does in time."
        )
        copies = metrics.gauge("pullpass_keeper_secrets", help: "Secrets of ours in the namespaces.")
        backingOff = metrics.gauge(
            "pullpass_keeper_secrets_backing_off",
            help:
                "Secrets that somebody changes or deletes again and again, and that wait before they are restored once more."
        )
        held = metrics.gauge("pullpass_keeper_removals_held", help: "Removals that wait for a confirmation.")
        queueDepth = metrics.gauge("pullpass_keeper_queue_depth", help: "Secrets that wait to be written or removed.")
        leader = metrics.gauge("pullpass_keeper_leader", help: "1 where this replica leads.")
        hints = metrics.labelled("result").counters(
            "pullpass_keeper_hints",
            help:
                "Secrets asked for by admissions: accepted; dropped, of namespaces that this replica does not serve; for registries with "
                + "placement lazy refuted, where no Pod waits for one, or unproven, where Pods cannot be listed."
        )
        tenantSecrets = metrics.labelled("state").gauges(
            "pullpass_tenant_secrets",
            help:
                "Secrets that namespaces label themselves: used, unusable (no pull Secret, or none that can be read), or beyond_limit of "
                + "their namespace."
        )
        requests = metrics.labelled("verb", "code").counters(
            "pullpass_api_requests",
            help: "Requests to the API server; code 0 is no answer."
        )
        restarts = metrics.labelled("resource", "cause").counters(
            "pullpass_api_watch_restarts",
            help: "Watches that were opened again, by resource and cause."
        )
        unreadable = metrics.labelled("resource").counters(
            "pullpass_api_unreadable_objects",
            help: "Objects that could not be read, each time that one was seen; they are left alone, and harm no other."
        )
        // A counter that is born with its first event has not increased by it.
        for resource in ["secrets", "namespaces"] { _ = unreadable.child(resource) }
        metrics.gauges(
            "pullpass_api_watch_stalled_seconds",
            unit: "seconds",
            help:
                "For how long a watch has not worked, by resource and the one name that it is restricted to; 0 where it works.",
            labels: ["resource", "name"]
        ) { [weak self] in
            let times = self?.watches.withLock { $0 }?() ?? []
            return times.map { ([$0.resource, $0.name], $0.time.inSeconds) }
        }
        metrics.gauges(
            "pullpass_keeper_copies_left",
            help:
                "Secrets under names that the configuration has no more, by registry and reason: waiting (for keeper.removeAfter), held (for a "
                + "confirmation), forbidden and master (the right is missing), unseen (names that may not be looked at), or refused; the leader "
                + "tells.",
            labels: ["registry", "reason"]
        ) { [weak self] in
            (self?.left.withLock { $0 } ?? [:]).sorted { $0.key.lexicographicallyPrecedes($1.key) }
                .map { ($0.key, Double($0.value)) }
        }
    }

    /// Shows how the watches of a client are doing, from now on.
    func show(_ board: WatchBoard, now: @escaping @Sendable () -> LoopInstant) {
        watches.withLock { $0 = { board.stallTimes(at: now()) } }
    }

    /// Tells a handler of each object that cannot be read, from now on.
    func tellUnreadable(_ handler: @escaping @Sendable (UnreadableObject) -> Void) {
        unreadableHandler.withLock { $0 = handler }
    }

    /// Counts an object that cannot be read, and has it told.
    package func objectUnreadable(_ object: UnreadableObject) {
        unreadable.child(object.resource).increment()
        unreadableHandler.withLock { $0 }?(object)
    }

    /// Counts a request.
    package func requestEnded(verb: String, resource: String, code: Int, after time: Duration) {
        requests.child(verb, String(code)).increment()
    }

    /// Counts a restart.
    package func watchRestarts(resource: String, cause: WatchRestart) {
        restarts.child(resource, cause.rawValue).increment()
    }

    /// Shows what is left, by registry and reason.
    func show(left counts: [[String]: Int]) { left.withLock { $0 = counts } }

    /// Whether it shows that nothing is left.
    var areNoCopiesLeft: Bool { left.withLock { $0.isEmpty } }

    /// Shows how a new credential spreads.
    func show(_ report: SpreadingReport) {
        rotationsWaiting.child(report.registry).set(Int64(report.waiting))
        let late = min(report.lateness.components.seconds, FetchedCredential.latestEnd.wholeSeconds)
        rotationsLate.child(report.registry).set(late)
    }
}
