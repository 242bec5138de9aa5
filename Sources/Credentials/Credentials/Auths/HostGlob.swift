/// Hosts with stars, as sets of hosts: a `*` stands for any run of characters but a dot.
///
/// No other wildcard can stand in a host: `?` would start a query, and brackets are for addresses.
package enum HostGlob {
    /// Whether every host that `inner` matches is one that `outer` matches.
    package static func covers(_ outer: String, _ inner: String) -> Bool {
        // Read as text, a star of the inner one is a character that only a star of the outer one takes.
        forParts(outer, inner) { match($0, $1, starsOfBoth: false) }
    }

    /// Whether a host can be matched by both.
    static func intersect(_ one: String, _ other: String) -> Bool {
        forParts(one, other) { match($0, $1, starsOfBoth: true) }
    }

    private static func forParts(
        _ one: String,
        _ other: String,
        _ holds: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Bool
    ) -> Bool {
        // The colons of an address are no port, and its brackets no set.
        if one.hasPrefix("[") || other.hasPrefix("[") { return one == other }
        let dot = UInt8(ascii: ".")
        let parts = Array(one.utf8).split(separator: dot, omittingEmptySubsequences: false)
        let others = Array(other.utf8).split(separator: dot, omittingEmptySubsequences: false)
        return parts.count == others.count && zip(parts, others).allSatisfy(holds)
    }

    /// Dynamic programming over both texts: `row[j]` says whether what was read of `one` fits the first j bytes of `other`.
    private static func match(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>, starsOfBoth: Bool) -> Bool {
        let star = UInt8(ascii: "*")
        let other = Array(other)
        var row = [true] + [Bool](repeating: false, count: other.count)
        if starsOfBoth { for (index, byte) in other.enumerated() where byte == star { row[index + 1] = row[index] } }
        for byte in one {
            var next = [Bool](repeating: false, count: row.count)
            next[0] = row[0] && byte == star
            for (index, otherByte) in other.enumerated() {
                let isStar = byte == star || (starsOfBoth && otherByte == star)
                // A star, whosever it is, takes nothing or one more byte of the other text.
                next[index + 1] = isStar ? row[index + 1] || next[index] : row[index] && byte == otherByte
            }
            row = next
        }
        return row[other.count]
    }
}
