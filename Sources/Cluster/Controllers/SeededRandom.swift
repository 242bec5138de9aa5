/// A small generator of numbers for jitter (SplitMix64): seeded, so that a plan is a function of what it is told.
package struct SeededRandom: Sendable, Hashable {
    private var state: UInt64

    /// Starts a sequence, the same for the same seed.
    package init(seed: UInt64) { state = seed }

    /// A number in 0..<1.
    package mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Double(bits >> 11) * 0x1p-53
    }
}
