internal import Text

/// The known name that a mistyped one most likely meant.
enum NearestName {
    /// The nearest name, or nil when none is near.
    ///
    /// Near are at most two slips, fewer than a third of the letters; and names that begin alike, as `registry` and `registries`.
    static func of(_ name: String, among names: [String]) -> String? {
        // Long names are no slips, and the comparison takes the product of both lengths.
        guard name.utf8.count <= 40 else { return nil }
        let folded = letters(name)
        if let same = names.first(where: { letters($0) == folded }) { return same }
        let candidates = names.map { (name: $0, slips: Slips.between(folded, letters($0))) }
        guard let best = candidates.min(by: { $0.slips < $1.slips }) else { return nil }
        if best.slips <= min(2, (folded.count - 1) / 3) { return best.name }
        return names.first { name in
            let other = letters(name)
            let common = zip(folded, other).prefix { $0 == $1 }.count
            return common >= 3 && common * 4 >= min(folded.count, other.count) * 3
        }
    }

    /// Lower case without `-` and `_`, which are the most common differences.
    private static func letters(_ name: String) -> [UInt8] {
        name.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }.map {
            $0.isASCIIUppercase ? $0 | 0x20 : $0
        }
    }
}
