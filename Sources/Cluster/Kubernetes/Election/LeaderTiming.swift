/// The times of a leader election, as client-go means them.
package struct LeaderTiming: Sendable, Hashable {
    /// How long a candidate waits after it saw the last renewal before it takes the Lease; in whole seconds.
    package var leaseDuration: Duration
    /// How long after its last renewal a leader that cannot renew stops to be one; below ``leaseDuration``.
    package var renewDeadline: Duration
    /// How long between two tries; below ``renewDeadline``.
    package var retryPeriod: Duration

    /// Makes times; 15, 10 and 2 seconds unless told, as Kubernetes' own components have them.
    package init(
        leaseDuration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(10),
        retryPeriod: Duration = .seconds(2)
    ) {
        precondition(
            leaseDuration > renewDeadline && renewDeadline > retryPeriod && retryPeriod > .zero,
            "leaseDuration > renewDeadline > retryPeriod > 0"
        )
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }
}
