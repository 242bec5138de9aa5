/// What a leader election reports.
package enum LeadershipChange: Sendable, Hashable {
    /// This candidate leads from now on.
    case started
    /// This candidate leads no longer; whatever it was doing as a leader must have stopped.
    case stopped
    /// Somebody else is seen to hold the Lease.
    case leaderSeen(identity: String)
    /// A try failed; the election goes on.
    case failed(KubernetesError)
}
