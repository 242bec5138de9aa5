package import Metrics

/// The metrics of PullRegistry objects.
package final class RegistryStatusMetrics: Sendable {
    let writes: CounterFamily
    let foreign: Gauge

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        writes = metrics.labelled("result").counters(
            "pullpass_pullregistry_writes",
            help: "Writes of PullRegistry objects and of their status by result."
        )
        for result in ["ok", "failed"] { _ = writes.child(result) }
        foreign = metrics.gauge(
            "pullpass_pullregistry_foreign",
            help:
                "PullRegistry objects that have the name of a registry and belong to somebody else, so that they are left alone."
        )
    }
}
