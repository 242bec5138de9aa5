internal import Names

/// `keeper:`, how Secrets are written, refreshed and removed.
///
/// | key | value | default |
/// |---|---|---|
/// | `removeAfter` | duration, 0s–720h | `1h` |
/// | `requestsPerSecond` | number, 0.1–10000 | `50` |
/// | `burst` | 1–100000, at least `requestsPerSecond` | `100` |
/// | `tenantSecrets.enabled` | boolean | `false` |
/// | `leaderElection.leaseName` | DNS-1123 subdomain | `pullpass` |
/// | `leaderElection.leaseDuration` | whole seconds, 2s–1h | `15s` |
/// | `leaderElection.renewDeadline` | less than `leaseDuration` | `10s` |
/// | `leaderElection.retryPeriod` | less than `renewDeadline` ÷ 1.2 | `2s` |
package struct KeeperSettings: Sendable, Hashable {
    /// How long a Secret that nobody wants any more is kept: a running Pod may need it.
    package var removeAfter = Duration.seconds(3600)
    /// The long-term rate of requests to the API server.
    package var requestsPerSecond = 50.0
    /// How many requests may go out at once after a pause.
    package var burst = 100
    /// Whether labelled Secrets of other namespaces become rules there; needs the right to read Secrets cluster-wide.
    package var tenantSecretsEnabled = false
    /// The Lease that decides which replica writes.
    package var leaderElection = LeaderElectionSettings()

    /// The defaults.
    package init() {}
}

/// `keeper.leaderElection`, with the meanings of client-go's leader election.
package struct LeaderElectionSettings: Sendable, Hashable {
    /// The name of the Lease in Pullpass' own namespace; two installations there need two names.
    package var leaseName = ClusterNames.standard
    /// How long others wait for a leader that no longer renews.
    package var leaseDuration = Duration.seconds(15)
    /// How long a leader that cannot renew goes on before it stops.
    package var renewDeadline = Duration.seconds(10)
    /// The pause between attempts to take or renew the Lease.
    package var retryPeriod = Duration.seconds(2)

    /// The defaults, which are those of Kubernetes' own components.
    package init() {}
}
