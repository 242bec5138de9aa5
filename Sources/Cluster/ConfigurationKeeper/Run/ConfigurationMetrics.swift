package import Metrics

/// The metrics of the last good configuration.
package final class ConfigurationMetrics: Sendable {
    let stored: Gauge

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        stored = metrics.gauge(
            "pullpass_configuration_stored",
            help:
                "1 where this replica sees a last good configuration in its Secret, which a replica goes on with that starts with a bad file."
        )
    }
}
