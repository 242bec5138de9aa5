package import EventLoop

/// Slows writes down where they come too often: somebody else undoes them, or sees things otherwise.
///
/// For objects that are written once in a while: what an installation or a rotation needs passes at once.
package struct WritePace: Sendable {
    /// So many writes pass within ``window``.
    package static let burst = 8
    /// How long a write counts.
    package static let window = Duration.seconds(300)
    /// The pause after the burst.
    package static let pause = Duration.seconds(60)

    private var recent: [LoopInstant] = []

    /// Starts without any writes.
    package init() {}

    /// Counts a write at a time of the steady clock; tells until when to pause.
    package mutating func record(at now: LoopInstant) -> LoopInstant {
        recent.removeAll { $0 + Self.window <= now }
        recent.append(now)
        return recent.count >= Self.burst ? now + Self.pause : .start
    }
}
