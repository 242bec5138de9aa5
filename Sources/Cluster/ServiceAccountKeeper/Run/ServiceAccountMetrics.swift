package import Metrics

/// The metrics of ServiceAccounts that carry our names.
package final class ServiceAccountMetrics: Sendable {
    private let accounts: GaugeFamily
    let writes: CounterFamily

    /// Adds the metrics to a registry; once for each.
    package init(_ metrics: MetricsRegistry) {
        accounts = metrics.labelled("state").gauges(
            "pullpass_service_accounts",
            help:
                "ServiceAccounts that carry our names, by how they stand: right, waiting, leaving, undone (somebody undoes what is written) or failing. The leader tells; zeros elsewhere."
        )
        writes = metrics.labelled("result").counters(
            "pullpass_service_account_writes",
            help: "Writes of ServiceAccounts by result: ok, overtaken (somebody was faster) or failed."
        )
        for result in ["ok", "overtaken", "failed"] { _ = writes.child(result) }
        show([:])
    }

    /// Shows how many accounts stand how.
    func show(_ counts: [AccountStanding: Int]) {
        for standing in AccountStanding.counted {
            accounts.child(standing.rawValue).set(Int64(counts[standing] ?? 0))
        }
    }
}
