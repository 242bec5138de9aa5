package import TestSupport

/// The clock by which the kubelet keeps what it has cached.
package struct KubeletClock: Sendable {
    /// The time since some instant.
    let now: @Sendable () -> Duration

    /// The machine's own.
    package static let real: KubeletClock = {
        let start = ContinuousClock.now
        return KubeletClock { ContinuousClock.now - start }
    }()

    /// One that is moved by hand.
    package init(_ clock: HandClock) {
        now = { .nanoseconds(Int64(clock.nanoseconds)) }
    }

    private init(now: @escaping @Sendable () -> Duration) { self.now = now }
}
