/// Exponential delays with jitter, in seconds.
struct Backoff: Sendable, Hashable {
    var first: Double
    var most: Double

    /// Copies that could not be written.
    static let copies = Backoff(first: 1, most: 300)
    /// An API server that does not answer.
    static let server = Backoff(first: 0.5, most: 30)

    /// The delay after so many failures in a row (at least 1): doubled each time, then between half and all of it.
    func delay(afterFailures failures: Int, random: Double) -> Double {
        var full = first
        for _ in 0..<max(0, min(failures, 64) - 1) { full *= 2 }
        return min(full, most) * (0.5 + random / 2)
    }
}

/// A small generator of numbers for jitter: seeded, so that a plan is a function of what it is told.
struct PlanRandom: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A number in 0..<1 (SplitMix64).
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Double(bits >> 11) * 0x1p-53
    }
}
