/// The same bytes in pieces, as a network may bring them: whoever reads must see the same each time.
enum Cuts {
    /// A few ways to cut: each byte by itself, and pieces of lengths that the bytes themselves decide.
    static func of(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
        guard bytes.count > 1 else { return [] }
        var random = ByteHash(bytes)
        var ways = [at(random.cuts(count: 1, below: bytes.count), of: bytes)]
        ways.append(at(random.cuts(count: min(6, bytes.count / 2), below: bytes.count), of: bytes))
        if bytes.count <= 2048 { ways.append(bytes.indices.map { bytes[$0...$0] }) }
        return ways
    }

    private static func at(_ cuts: [Int], of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var start = 0
        var pieces: [ArraySlice<UInt8>] = []
        for cut in cuts + [bytes.count] where cut > start {
            pieces.append(bytes[start..<cut])
            start = cut
        }
        return pieces
    }
}

/// Numbers that are the same for the same bytes (FNV-1a, then SplitMix64), so that an input alone is enough to have a finding again.
struct ByteHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ bytes: [UInt8]) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, bound)))
    }

    mutating func cuts(count: Int, below bound: Int) -> [Int] {
        var cuts: [Int] = []
        for _ in 0..<count { cuts.append(next(below: bound)) }
        return cuts.sorted()
    }
}
