/// Byte classes and searches that the parsers share.
///
/// Not `Text`'s, for the sake of speed: every byte of a request goes through it, and the compiler does not inline
/// `package` functions of other modules.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let colon = UInt8(ascii: ":")

    /// Whether a byte may stand in a token (RFC 9110 section 5.6.2): methods and field names.
    static func isToken(_ byte: UInt8) -> Bool {
        // Bit i of the two words stands for byte i and byte 64 + i.
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        return byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte & 63) & 1 == 1
    }

    /// Whether a byte may stand in a URI's host and port (RFC 3986 section 3.2): no user information.
    static func isAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte &- UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte &- UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// Whether the bytes of `range` are those of `text`, letters compared without case.
    static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, ignoringCase text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        let text = text.utf8Span.span
        for index in text.indices {
            guard lowercase(bytes[range.lowerBound + index]) == lowercase(text[index]) else { return false }
        }
        return true
    }

    /// The first index of `byte` at or after `start`.
    static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        let pattern = repeated(byte)
        // `index + 8 <= bytes.count` keeps each load inside the span.
        let raw = unsafe bytes.bytes
        while index + 8 <= bytes.count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) ^ pattern
            let found = (word &- repeated(0x01)) & ~word & repeated(0x80)
            if found != 0 { return index + UInt64(littleEndian: found).trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count {
            if bytes[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// The first byte of `range` that a field value may not hold (RFC 9110 section 5.5): a control other than HTAB.
    static func firstControl(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        let raw = unsafe bytes.bytes
        // As in `firstIndex`: the caller's range lies in the span, and no load passes its end.
        while index + 8 <= range.upperBound {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let delete = word ^ repeated(0x7F)
            let suspects = ((word &- repeated(0x20)) & ~word | (delete &- repeated(0x01)) & ~delete) & repeated(0x80)
            if suspects != 0, let found = scalarFirstControl(in: bytes, index..<index + 8) { return found }
            index += 8
        }
        return scalarFirstControl(in: bytes, index..<range.upperBound)
    }

    private static func scalarFirstControl(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for index in range {
            let byte = bytes[index]
            if byte < 0x20 && byte != tab || byte == 0x7F { return index }
        }
        return nil
    }

    private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
