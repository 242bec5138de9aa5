/// The bytes that image names, patterns and credentials files are made of.
///
/// Not `Text`'s, for the sake of speed: every image of every Pod is read byte by byte, and the compiler does not inline
/// `package` functions of other modules.
enum ASCII {
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let at = UInt8(ascii: "@")
    static let dot = UInt8(ascii: ".")
    static let dash = UInt8(ascii: "-")
    static let underscore = UInt8(ascii: "_")
    static let percent = UInt8(ascii: "%")
    static let star = UInt8(ascii: "*")
    static let question = UInt8(ascii: "?")
    static let hash = UInt8(ascii: "#")
    static let caret = UInt8(ascii: "^")
    static let backslash = UInt8(ascii: "\\")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let quote = UInt8(ascii: "\"")

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
    static func isLowerAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte | 0x20) || isDigit(byte) }
    static func isHex(_ byte: UInt8) -> Bool { hexValue(byte) != nil }

    /// The value of a hexadecimal digit of either case.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

extension Span<UInt8> {
    /// The first index of a byte in a range, or the end of the range.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, self[index] != byte { index += 1 }
        return index
    }

    /// Whether a range holds exactly the ASCII text.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { literal in
            for offset in 0..<range.count {
                // The lengths are equal, and the literal lives as long as the program.
                guard unsafe self[range.lowerBound + offset] == literal[offset] else { return false }
            }
            return true
        }
    }

    /// Whether a range holds the same bytes as a range of other bytes.
    func equals(_ other: Span<UInt8>, _ otherRange: Range<Int>, in range: Range<Int>) -> Bool {
        guard range.count == otherRange.count else { return false }
        let offset = otherRange.lowerBound - range.lowerBound
        var index = range.lowerBound
        while index < range.upperBound {
            guard self[index] == other[index + offset] else { return false }
            index += 1
        }
        return true
    }
}
