/// A text as somebody reads it who takes off one level of encoding: percent signs of URLs, backslashes of JSON, entities of HTML and XML.
struct DecodedText {
    /// The text.
    let bytes: [UInt8]
    /// For each byte, which bytes of the original it stands for.
    private let places: [Range<Int>]
    /// What stands behind the sign of an encoded character, by the index of its last byte here: `4f` of `%4f`.
    private let tails: [Int: [UInt8]]

    /// A text as it stands.
    init(_ bytes: [UInt8]) { self.init(bytes: bytes, places: bytes.indices.map { $0..<$0 + 1 }, tails: [:]) }

    private init(bytes: [UInt8], places: [Range<Int>], tails: [Int: [UInt8]]) {
        (self.bytes, self.places, self.tails) = (bytes, places, tails)
    }

    /// Where in the original a range of this text is; the range is not empty.
    func origin(of range: Range<Int>) -> Range<Int> {
        places[range.lowerBound].lowerBound..<places[range.upperBound - 1].upperBound
    }

    /// Each place where a sign may encode nothing, read from behind it: `%` and a text that begins with two hexadecimal digits.
    ///
    /// - Parameter length: How many bytes of the text behind go with each.
    /// - Returns: What stands there, the characters behind it decoded as in this text.
    func readBehindSigns(_ length: Int) -> [DecodedText] {
        tails.map { index, tail in
            let rest = index + 1..<min(index + 1 + length, bytes.count)
            return DecodedText(
                bytes: tail + bytes[rest],
                places: tail.map { _ in places[index] } + places[rest],
                tails: [:]
            )
        }
    }

    /// The text with one level of encoding less; nil where there is none.
    func decoded() -> DecodedText? {
        var output: [UInt8] = []
        var origins: [Range<Int>] = []
        var found: [Int: [UInt8]] = [:]
        var isChanged = false
        var index = 0
        while index < bytes.count {
            let (decoded, length) = Self.character(bytes[index...]) ?? ([bytes[index]], 1)
            isChanged = isChanged || length > 1
            let place = places[index].lowerBound..<places[index + length - 1].upperBound
            output += decoded
            origins += decoded.map { _ in place }
            let tail = length > 1 ? Array(bytes[index + 1..<index + length]) : tails[index]
            if let tail { found[output.count - 1] = tail }
            index += length
        }
        return isChanged ? DecodedText(bytes: output, places: origins, tails: found) : nil
    }

    /// What an encoded character stands for, and how many bytes it takes; nil where there is none.
    private static func character(_ bytes: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
        switch bytes.first {
        case UInt8(ascii: "%"): number(bytes.dropFirst().prefix(2), digits: 2).map { ([UInt8($0)], 3) }
        case UInt8(ascii: "\\"): escaped(bytes.dropFirst())
        case UInt8(ascii: "&"): entity(bytes)
        default: nil
        }
    }

    private static func escaped(_ rest: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
        switch rest.first {
        case UInt8(ascii: "u"):
            number(rest.dropFirst().prefix(4), digits: 4).flatMap(utf8).map { ($0, 6) }
        case UInt8(ascii: "x"): number(rest.dropFirst().prefix(2), digits: 2).map { ([UInt8($0)], 4) }
        // White space of any kind is as good as any other.
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): ([0x20], 2)
        case UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): (Array(rest.prefix(1)), 2)
        default: nil
        }
    }

    private static let entities: [String: UInt8] = [
        "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
        "apos": UInt8(ascii: "'"),
    ]

    private static func entity(_ bytes: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
        guard let end = bytes.prefix(10).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = bytes[bytes.startIndex + 1..<end]
        let length = end - bytes.startIndex + 1
        if let byte = entities[String(decoding: name, as: UTF8.self)] { return ([byte], length) }
        guard name.first == UInt8(ascii: "#") else { return nil }
        let digits = String(decoding: name.dropFirst(), as: UTF8.self)
        let code = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(utf8).map { ($0, length) }
    }

    private static func number(_ text: ArraySlice<UInt8>, digits: Int) -> UInt32? {
        guard text.count == digits else { return nil }
        var value: UInt32 = 0
        for byte in text {
            guard let digit = ASCII.hexValue(byte) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func utf8(_ code: UInt32) -> [UInt8]? {
        Unicode.Scalar(code).map { Array(String(Character($0)).utf8) }
    }
}
