/// As much of HPACK (RFC 7541) as the tests need.
package enum HPACK {
    /// Literals without indexing, no Huffman coding.
    package static func encode(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + string($0.0) + string($0.1) }
    }

    private static func string(_ text: String) -> [UInt8] {
        integer(text.utf8.count, prefix: 7, first: 0) + Array(text.utf8)
    }

    /// An integer (section 5.1) whose first byte has these bits already.
    package static func integer(_ number: Int, prefix: Int, first: UInt8) -> [UInt8] {
        let limit = 1 << prefix - 1
        guard number >= limit else { return [first | UInt8(number)] }
        var bytes = [first | UInt8(limit)]
        var rest = number - limit
        while rest >= 128 {
            bytes.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// Reads header blocks of one connection, in order.
    ///
    /// Huffman-coded values are understood when they are digits.
    package struct Decoder {
        private var dynamic: [(String, String)] = []

        /// Starts with an empty table.
        package init() {}

        /// The fields of a block.
        package mutating func decode(_ block: [UInt8]) -> [(String, String)] {
            var fields: [(String, String)] = []
            var rest = block[...]
            while let first = rest.first {
                if first & 0x80 != 0 {
                    fields.append(entry(Self.integer(&rest, prefix: 7)))
                } else if first & 0xE0 == 0x20 {
                    _ = Self.integer(&rest, prefix: 5)
                } else {
                    let isIndexed = first & 0xC0 == 0x40
                    let index = Self.integer(&rest, prefix: isIndexed ? 6 : 4)
                    let name = index == 0 ? Self.string(&rest) : entry(index).0
                    let field = (name, Self.string(&rest))
                    fields.append(field)
                    if isIndexed { dynamic.insert(field, at: 0) }
                }
            }
            return fields
        }

        private func entry(_ index: Int) -> (String, String) {
            if index > 61 { return index - 62 < dynamic.count ? dynamic[index - 62] : ("?", "?") }
            return HPACK.staticTable[index] ?? ("static-\(index)", "")
        }

        private static func integer(_ bytes: inout ArraySlice<UInt8>, prefix: Int) -> Int {
            let limit = 1 << prefix - 1
            var number = Int(bytes.removeFirst()) & limit
            guard number == limit else { return number }
            var shift = 0
            while let byte = bytes.popFirst() {
                number += Int(byte & 127) << shift
                shift += 7
                if byte & 128 == 0 { break }
            }
            return number
        }

        private static func string(_ bytes: inout ArraySlice<UInt8>) -> String {
            let isHuffman = (bytes.first ?? 0) & 0x80 != 0
            let count = integer(&bytes, prefix: 7)
            let raw = bytes.prefix(count)
            bytes = bytes.dropFirst(count)
            return isHuffman ? digits(raw) : String(decoding: raw, as: UTF8.self)
        }

        /// Huffman codes of the digits (RFC 7541 appendix B): 0 to 2 have five bits, 3 to 9 have six.
        private static func digits(_ raw: ArraySlice<UInt8>) -> String {
            let bits = raw.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
            var text = ""
            var index = 0
            while bits.count - index >= 5 {
                let five = bits[index..<index + 5].reduce(0) { $0 << 1 | Int($1) }
                if five <= 2 {
                    text += String(five)
                    index += 5
                } else if bits.count - index >= 6 {
                    let six = five << 1 | Int(bits[index + 5])
                    guard (0x19...0x1F).contains(six) else { return "?" }
                    text += String(six - 0x19 + 3)
                    index += 6
                } else {
                    break
                }
            }
            return text
        }
    }

    private static let staticTable: [Int: (String, String)] = [
        8: (":status", "200"), 9: (":status", "204"), 10: (":status", "206"), 11: (":status", "304"),
        12: (":status", "400"), 13: (":status", "404"), 14: (":status", "500"), 28: ("content-length", ""),
        31: ("content-type", ""),
    ]
}
