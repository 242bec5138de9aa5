package import Metrics

/// The metrics of the last good configuration.
package final class ConfigurationMetrics: Sendable {
    let stored: Gauge

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        stored = metrics.gauge(
            "pullpass_configuration_stored",
            help:
                "1 where this replica sees in the Secret of the last good configuration what it has in force, so that one that starts with a bad file goes on with it."
        )
    }
}
