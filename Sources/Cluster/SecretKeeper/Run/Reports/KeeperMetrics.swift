internal import Credentials
package import Kubernetes
package import Metrics
internal import Text

/// The keeper's metrics.
///
/// Also the observer that its ``KubernetesClient`` is made with. Any thread.
package final class KeeperMetrics: KubernetesObserver {
    let expiry: GaugeFamily
    let refreshes: CounterFamily
    let failures: CounterFamily
    let placed: CounterFamily
    let repaired: CounterFamily
    let rotated: CounterFamily
    let removed: CounterFamily
    let conflicted: CounterFamily
    let slowSpreading: CounterFamily
    let quotaRemaining: GaugeFamily
    let quotaLimit: GaugeFamily
    let copies: Gauge
    let held: Gauge
    let queueDepth: Gauge
    let leader: Gauge
    let hints: CounterFamily
    let tenantSecrets: GaugeFamily
    private let requests: CounterFamily
    private let restarts: CounterFamily

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        let byRegistry = metrics.labelled("registry")
        expiry = byRegistry.gauges(
            "pullpass_credential_expiry_timestamp_seconds",
            unit: "seconds",
            help:
                "When the credential of a registry ends, in seconds since 1970; 0 where it does not, or where there is none."
        )
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
        quotaRemaining = byRegistry.gauges(
            "pullpass_registry_pull_quota_remaining",
            help: "Pulls that Docker Hub still allows in its window, for registries whose probe is on."
        )
        quotaLimit = byRegistry.gauges(
            "pullpass_registry_pull_quota_limit",
            help: "Pulls that Docker Hub allows in its window."
        )
        copies = metrics.gauge("pullpass_keeper_secrets", help: "Secrets of ours in the namespaces.")
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
    }

    /// Counts a request.
    package func requestEnded(verb: String, resource: String, code: Int, after time: Duration) {
        requests.child(verb, String(code)).increment()
    }

    /// Counts a restart.
    package func watchRestarts(resource: String, cause: WatchRestart) {
        restarts.child(resource, cause.rawValue).increment()
    }

    /// Shows when the credential of a registry ends, in wall time; nil where it does not, or where there is none.
    func show(expiry: Timestamp?, of registry: String) {
        // What somebody wrote into the annotation may be any time.
        let end = expiry.map { min(max($0.wholeSeconds, 0), FetchedCredential.latestEnd.wholeSeconds) }
        self.expiry.child(registry).set(end ?? 0)
    }
}
