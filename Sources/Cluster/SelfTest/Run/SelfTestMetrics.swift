package import Metrics

/// The numbers of the self test; there are none where it is off.
package final class SelfTestMetrics: Sendable {
    let failing: GaugeFamily
    let lastSuccess: Gauge
    let period: Gauge
    let tests: CounterFamily

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        failing = metrics.labelled("reason").gauges(
            "pullpass_webhook_self_test_failing",
            help:
                "1 at the leader for the reason why its last self test did not show that the webhook is called; 0 otherwise."
        )
        lastSuccess = metrics.gauge(
            "pullpass_webhook_self_test_success_timestamp_seconds",
            unit: "seconds",
            help:
                "When a self test of this replica last showed that the webhook is called and gives Pods Secrets; 0 for never."
        )
        period = metrics.gauge(
            "pullpass_webhook_self_test_period_seconds",
            unit: "seconds",
            help: "The time from one self test of the leader to the next."
        )
        tests = metrics.labelled("result").counters(
            "pullpass_webhook_self_tests",
            help: "Self tests by result: ok, failed, or unanswered where the API server could not be asked."
        )
        for fault in SelfTestFault.allCases { _ = failing.child(fault.rawValue) }
        for result in ["ok", "failed", "unanswered"] { _ = tests.child(result) }
    }

    func show(_ fault: SelfTestFault?) {
        for other in SelfTestFault.allCases { failing.child(other.rawValue).set(other == fault ? 1 : 0) }
    }
}
