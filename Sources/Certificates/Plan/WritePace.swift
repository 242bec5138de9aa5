/// Slows writes down where they come too often: somebody else undoes them, or sees things otherwise.
///
/// What an installation or a rotation needs passes at once.
struct WritePace: Sendable {
    /// So many writes pass within ``window``.
    static let burst = 8
    /// In seconds.
    static let window = 300.0
    /// The pause after the burst, in seconds.
    static let pause = 60.0

    private var recent: [Double] = []

    /// Counts a write at a time of the steady clock; tells until when to pause.
    mutating func record(at now: Double) -> Double {
        recent.removeAll { $0 <= now - Self.window }
        recent.append(now)
        return recent.count >= Self.burst ? now + Self.pause : -.infinity
    }
}
