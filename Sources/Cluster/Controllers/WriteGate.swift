package import EventLoop
package import Kubernetes

/// When a controller may write next: not while the back-off of a failure lasts, and slower where somebody undoes what it writes.
package struct WriteGate: Sendable {
    /// Nothing is to be written before.
    package private(set) var pausedUntil = LoopInstant.start

    private var backoff: Backoff
    private var pace = WritePace()

    /// An open gate; the waits after failures are a second to a minute unless told.
    package init(backoff: Backoff = Backoff(first: .seconds(1), limit: .seconds(60))) { self.backoff = backoff }

    /// Whether the last step failed.
    package var hasFailed: Bool { backoff.failures > 0 }

    /// Counts a write that begins.
    package mutating func beginWrite(at now: LoopInstant) { pausedUntil = pace.record(at: now) }

    /// A step worked.
    package mutating func succeeded() { backoff.reset() }

    /// A step failed: pauses, longer each time; `random` is a number from 0 to 1.
    package mutating func failed(at now: LoopInstant, random: Double) {
        pausedUntil = max(pausedUntil, now + backoff.next(random: random))
    }
}
