/// A state, written so that states from which the same follows are written alike.
///
/// Names and versions are numbers that only have to differ, or to be in order: they are replaced by their ranks.
package struct Form {
    private enum Kind { case plain, name, version }

    private var words: [UInt64] = []
    private var kinds: [Kind] = []

    /// Starts an empty form.
    package init() {}

    /// Adds a number that counts as it is.
    package mutating func add(_ number: Int) { append(UInt64(bitPattern: Int64(number)), .plain) }

    /// Adds a truth value.
    package mutating func add(_ flag: Bool) { append(flag ? 1 : 0, .plain) }

    /// Adds a name, of which only matters where else it stands; 0 for none.
    package mutating func add(name: UInt64) { append(name, name == 0 ? .plain : .name) }

    /// Adds a version, of which only matters which others are greater; 0 for none.
    package mutating func add(version: UInt64) { append(version, version == 0 ? .plain : .version) }

    private mutating func append(_ word: UInt64, _ kind: Kind) {
        words.append(word)
        kinds.append(kind)
    }

    /// 128 bits that differ where two forms differ, as far as anybody will ever see.
    package var fingerprint: Fingerprint {
        var versions: [UInt64] = []
        for index in words.indices where kinds[index] == .version { versions.append(words[index]) }
        versions.sort()
        var names: [UInt64] = []
        var fingerprint = Fingerprint()
        for index in words.indices {
            switch kinds[index] {
            case .plain: fingerprint.mix(words[index] &<< 2)
            case .name:
                if let rank = names.firstIndex(of: words[index]) {
                    fingerprint.mix(UInt64(rank) &<< 2 | 1)
                } else {
                    fingerprint.mix(UInt64(names.count) &<< 2 | 1)
                    names.append(words[index])
                }
            case .version:
                var rank: UInt64 = 0
                var before: UInt64?
                for version in versions {
                    guard version < words[index] else { break }
                    if version != before { rank += 1 }
                    before = version
                }
                fingerprint.mix(rank &<< 2 | 2)
            }
        }
        return fingerprint
    }
}

/// What stands for a ``Form`` where many have to be remembered.
package struct Fingerprint: Hashable, Sendable {
    private var first: UInt64 = 0xCBF2_9CE4_8422_2325
    private var second: UInt64 = 0x9E37_79B9_7F4A_7C15

    fileprivate mutating func mix(_ word: UInt64) {
        first = (first ^ word) &* 0xFF51_AFD7_ED55_8CCD
        first ^= first &>> 32
        second = (second ^ word) &* 0xC4CE_B9FE_1A85_EC53
        second ^= second &>> 29
    }
}
