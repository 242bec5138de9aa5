/// Walks through the text that a JSON string means, escapes resolved, without allocating.
struct JSONStringDecoder {
    /// A piece of the text.
    enum Unit {
        /// One byte of UTF-8, as it stands in the source.
        case byte(UInt8)
        /// A character that was escaped.
        case scalar(Unicode.Scalar)
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    private var position: Int
    private let end: Int

    init(_ string: JSONString) {
        position = string.start
        end = string.end
    }

    /// The next piece, or `nil` at the end.
    mutating func next(in bytes: Span<UInt8>) -> Unit? {
        guard position < end else { return nil }
        let byte = bytes[position]
        position += 1
        guard byte == ASCII.backslash, position < end else { return .byte(byte) }
        let escape = bytes[position]
        position += 1
        switch escape {
        case UInt8(ascii: "b"): return .byte(0x08)
        case UInt8(ascii: "f"): return .byte(0x0C)
        case UInt8(ascii: "n"): return .byte(0x0A)
        case UInt8(ascii: "r"): return .byte(0x0D)
        case UInt8(ascii: "t"): return .byte(0x09)
        case UInt8(ascii: "u"): return .scalar(scalar(in: bytes))
        default: return .byte(escape)
        }
    }

    /// The scalar of a `\u` escape whose digits come next, with its second half where it is a surrogate pair.
    private mutating func scalar(in bytes: Span<UInt8>) -> Unicode.Scalar {
        let high = codeUnit(at: position, in: bytes)
        position = min(position + 4, end)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, position + 6 <= end, bytes[position] == ASCII.backslash,
            bytes[position + 1] == UInt8(ascii: "u")
        else { return Self.replacement }
        let low = codeUnit(at: position + 2, in: bytes)
        guard (0xDC00...0xDFFF).contains(low) else { return Self.replacement }
        position += 6
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? Self.replacement
    }

    private func codeUnit(at offset: Int, in bytes: Span<UInt8>) -> UInt32 {
        guard offset + 4 <= end else { return 0xD800 }
        var unit: UInt32 = 0
        for index in offset..<offset + 4 {
            unit = unit << 4 | (ASCII.hexValue(bytes[index]) ?? 0)
        }
        return unit
    }
}
