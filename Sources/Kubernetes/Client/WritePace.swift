/// Slows writes down where they come too often: somebody else undoes them, or sees things otherwise.
///
/// For objects that are written once in a while: what an installation or a rotation needs passes at once.
public struct WritePace: Sendable {
    /// So many writes pass within ``window``.
    public static let burst = 8
    /// In seconds.
    public static let window = 300.0
    /// The pause after the burst, in seconds.
    public static let pause = 60.0

    private var recent: [Double] = []

    /// Starts without any writes.
    public init() {}

    /// Counts a write at a time of the steady clock; tells until when to pause.
    public mutating func record(at now: Double) -> Double {
        recent.removeAll { $0 <= now - Self.window }
        recent.append(now)
        return recent.count >= Self.burst ? now + Self.pause : -.infinity
    }
}
