/// What a leader election reports.
package enum LeadershipChange: Sendable, Hashable {
    /// This candidate leads from now on.
    case started
    /// This candidate leads no longer; whatever it was doing as a leader must have stopped.
    case stopped
    /// Somebody else is seen to hold the Lease.
    case leaderSeen(identity: String)
    /// It waits for somebody who does not lead; told once for each.
    case waiting(LeaderWait)
    /// A try failed; the election goes on.
    case failed(KubernetesError)
}
