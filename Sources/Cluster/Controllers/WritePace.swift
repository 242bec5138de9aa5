/// Slows writes down where they come too often: somebody else undoes them, or sees things otherwise.
///
/// For objects that are written once in a while: what an installation or a rotation needs passes at once.
package struct WritePace: Sendable {
    /// So many writes pass within ``window``.
    package static let burst = 8
    /// In seconds.
    package static let window = 300.0
    /// The pause after the burst, in seconds.
    package static let pause = 60.0

    private var recent: [Double] = []

    /// Starts without any writes.
    package init() {}

    /// Counts a write at a time of the steady clock; tells until when to pause.
    package mutating func record(at now: Double) -> Double {
        recent.removeAll { $0 <= now - Self.window }
        recent.append(now)
        return recent.count >= Self.burst ? now + Self.pause : -.infinity
    }
}
