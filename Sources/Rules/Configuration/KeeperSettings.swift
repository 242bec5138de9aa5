internal import Names

/// `keeper:`, how Secrets are written, refreshed and removed.
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
