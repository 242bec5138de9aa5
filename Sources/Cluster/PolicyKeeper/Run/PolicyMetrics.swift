package import Metrics

/// The metrics of rules inside the API server.
package final class PolicyMetrics: Sendable {
    let inForce: Gauge
    let foreign: Gauge
    let writes: CounterFamily

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        inForce = metrics.gauge(
            "pullpass_policy_in_force",
            help:
                "1 where this replica sees our objects in the API server (policy and binding, or match conditions), and the leader that they say what they should."
        )
        foreign = metrics.gauge(
            "pullpass_policy_foreign",
            help: "1 where an admission policy or binding of our name belongs to somebody else and is left alone."
        )
        writes = metrics.labelled("result").counters(
            "pullpass_policy_writes",
            help: "Writes of rules into the API server's objects by result."
        )
        for result in ["ok", "failed"] { _ = writes.child(result) }
    }
}
