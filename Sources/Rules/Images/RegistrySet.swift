/// A small set of registry indices (positions in the configuration), iterated in ascending order.
///
/// Indices below 64 live in one word: no allocation. Larger ones take one word per 64.
package struct RegistrySet: Sendable, Hashable, Sequence, ExpressibleByArrayLiteral {
    private var low: UInt64 = 0
    /// Bits 64 and up; never ends in a zero word, so that equal sets are equal values.
    private var high: [UInt64] = []

    /// An empty set.
    package init() {}

    /// The set of the given indices.
    package init(arrayLiteral indices: Int...) {
        for index in indices { insert(index) }
    }

    /// Whether the set has no index.
    package var isEmpty: Bool { low == 0 && high.isEmpty }

    /// How many indices the set has.
    package var count: Int { high.reduce(low.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

    /// Adds an index, which must not be negative.
    package mutating func insert(_ index: Int) {
        precondition(index >= 0, "a registry index is a position in the configuration")
        if index < 64 {
            low |= 1 << UInt64(index)
            return
        }
        let word = index / 64 - 1
        while high.count <= word { high.append(0) }
        high[word] |= 1 << UInt64(index % 64)
    }

    /// Whether the set has an index.
    package func contains(_ index: Int) -> Bool {
        guard index >= 64 else { return index >= 0 && low & (1 << UInt64(index)) != 0 }
        let word = index / 64 - 1
        return word < high.count && high[word] & (1 << UInt64(index % 64)) != 0
    }

    /// Adds every index of another set.
    package mutating func formUnion(_ other: RegistrySet) {
        low |= other.low
        if high.count < other.high.count {
            high.append(contentsOf: repeatElement(0, count: other.high.count - high.count))
        }
        for word in other.high.indices { high[word] |= other.high[word] }
    }

    /// Goes through the indices in ascending order.
    package func makeIterator() -> Iterator { Iterator(word: low, rest: high) }

    /// The indices of a `RegistrySet` in ascending order.
    package struct Iterator: IteratorProtocol, Sendable {
        fileprivate var word: UInt64
        fileprivate let rest: [UInt64]
        private var next64 = 0

        fileprivate init(word: UInt64, rest: [UInt64]) {
            self.word = word
            self.rest = rest
        }

        /// The next index, or nil at the end.
        package mutating func next() -> Int? {
            while word == 0 {
                guard next64 < rest.count else { return nil }
                word = rest[next64]
                next64 += 1
            }
            let bit = word.trailingZeroBitCount
            word &= word &- 1
            return next64 * 64 + bit
        }
    }
}
