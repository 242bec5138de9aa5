package import Metrics
internal import Synchronization
internal import Text

/// The numbers of healing; there are none where it is off.
package final class HealMetrics: Sendable {
    let pods: GaugeFamily
    let unheeded: Gauge
    let looks: CounterFamily
    let trials: CounterFamily
    let recreations: CounterFamily
    let halted: Gauge
    /// When the last look was, 0 for never; nil while healing is switched off, and nobody would look.
    private let lastLook = Mutex<Int64?>(0)

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        pods = metrics.labelled("cause").gauges(
            "pullpass_heal_pods",
            help:
                "Pods at the leader that a registry keeps from their image, by cause: missed_admission, secret_missing or refused."
        )
        unheeded = metrics.gauge(
            "pullpass_heal_pods_unheeded",
            help:
                "Pods of the last look at the leader that are one too many, of their namespace or of all, to be looked after."
        )
        looks = metrics.labelled("result").counters(
            "pullpass_heal_looks",
            help: "Looks at the Pods that wait by result: ok, or failed where not all were shown."
        )
        trials = metrics.labelled("verdict").counters(
            "pullpass_heal_trials",
            help:
                "Logins with a credential that a Pod could not pull with, by what the registry said: taken, refused, unknown or none."
        )
        recreations = metrics.labelled("result").counters(
            "pullpass_heal_recreations",
            help:
                "Evictions of Pods that missed admission by result: evicted, reported, changed, blocked, forbidden, failed or useless."
        )
        halted = metrics.gauge(
            "pullpass_heal_recreation_halted",
            help: "1 while nobody is evicted since it was of no use in two namespaces."
        )
        metrics.gauges(
            "pullpass_heal_look_success_timestamp_seconds",
            unit: "seconds",
            help:
                "When this replica last looked at all Pods that wait; 0 for never, and no series while heal.enabled is false.",
            labels: []
        ) { [weak self] in self?.lastLook.withLock(\.self).map { [([], Double($0))] } ?? [] }
        for cause in HealFinding.Cause.allCases { _ = pods.child(cause.rawValue) }
        for result in ["ok", "failed"] { _ = looks.child(result) }
        for verdict in ["taken", "refused", "unknown", "none"] { _ = trials.child(verdict) }
        for outcome in RecreationOutcome.allCases { _ = recreations.child(outcome.rawValue) }
        _ = recreations.child("useless")
    }

    /// Shows that all Pods that wait were looked at.
    func looked(at time: Timestamp) { lastLook.withLock { $0 = time.wholeSeconds } }

    /// Shows that nobody looks any more, or that somebody is to look from now on.
    func show(isOff: Bool) { lastLook.withLock { $0 = isOff ? nil : $0 ?? 0 } }

    func show(_ plan: HealPlan) {
        let counts = plan.counts
        for cause in HealFinding.Cause.allCases { pods.child(cause.rawValue).set(Int64(counts[cause] ?? 0)) }
        unheeded.set(Int64(plan.unheeded))
        halted.set(plan.recreations.isHalted ? 1 : 0)
    }
}
