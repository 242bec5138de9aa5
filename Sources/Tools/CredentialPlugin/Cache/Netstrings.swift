/// Texts one after the other, each with its length in front: no text can be taken for two, and none for another's neighbour.
///
/// `5:hello,3:you,` (D. J. Bernstein's netstrings).
enum Netstrings {
    static func encode(_ texts: some Sequence<String>) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts { bytes += "\(text.utf8.count):\(text),".utf8 }
        return bytes
    }

    /// The texts; nil where it is anything else, or holds more than so many.
    static func decode(_ bytes: ArraySlice<UInt8>, atMost limit: Int) -> [String]? {
        var texts: [String] = []
        var rest = bytes
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard texts.count < limit, digits.count < 8, let count = Int(String(decoding: digits, as: UTF8.self)) else {
                return nil
            }
            rest = rest.dropFirst(digits.count)
            guard rest.first == UInt8(ascii: ":"), rest.count >= count + 2 else { return nil }
            let text = rest.dropFirst().prefix(count)
            rest = rest.dropFirst(1 + count)
            guard rest.first == UInt8(ascii: ","), let valid = String(validating: text, as: UTF8.self) else {
                return nil
            }
            texts.append(valid)
            rest = rest.dropFirst()
        }
        return texts
    }
}
