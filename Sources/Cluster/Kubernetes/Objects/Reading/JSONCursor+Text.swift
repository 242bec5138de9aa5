internal import Text

extension JSONCursor {
    /// The text between two quotes, where it has at most so many bytes of UTF-8; nil where it is longer.
    ///
    /// Bytes that are no UTF-8, lone surrogates and escapes that JSON does not have become U+FFFD, as in Go.
    func text(_ range: Range<Int>, atMost limit: Int) -> String? {
        // No escape is longer than six times what it means.
        guard range.count <= 6 * limit else { return nil }
        let raw = bytes[range]
        let text =
            raw.contains(JSONByte.backslash)
            ? String(decoding: Self.unescaped(raw), as: UTF8.self) : String(decoding: raw, as: UTF8.self)
        return text.utf8.count <= limit ? text : nil
    }

    /// Whether the text between two quotes is this one.
    func isText(_ range: Range<Int>, _ wanted: [UInt8]) -> Bool {
        let raw = bytes[range]
        if raw.count == wanted.count, raw.elementsEqual(wanted) { return true }
        guard raw.count > wanted.count, raw.count <= 6 * wanted.count, raw.contains(JSONByte.backslash) else {
            return false
        }
        return Self.unescaped(raw) == wanted
    }

    /// The same for a word of ASCII that needs no escape.
    func isText(_ range: Range<Int>, _ wanted: String) -> Bool {
        range.count == wanted.utf8.count && bytes[range].elementsEqual(wanted.utf8)
    }

    private static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var position = raw.startIndex
        while position < raw.endIndex {
            let byte = raw[position]
            position += 1
            guard byte == JSONByte.backslash, position < raw.endIndex else {
                result.append(byte)
                continue
            }
            let escape = raw[position]
            position += 1
            switch escape {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case JSONByte.quote, JSONByte.backslash, UInt8(ascii: "/"): result.append(escape)
            case UInt8(ascii: "u"): result += Array(String(scalar(&position, raw)).utf8)
            default: result += [0xEF, 0xBF, 0xBD]
            }
        }
        return result
    }

    /// The character of a `\u` escape whose digits come next, with its second half where it is a surrogate pair.
    private static func scalar(_ position: inout Int, _ raw: ArraySlice<UInt8>) -> Unicode.Scalar {
        guard let high = codeUnit(at: position, raw) else { return "\u{FFFD}" }
        position += 4
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, position + 6 <= raw.endIndex, raw[position] == JSONByte.backslash,
            raw[position + 1] == UInt8(ascii: "u"), let low = codeUnit(at: position + 2, raw),
            (0xDC00...0xDFFF).contains(low)
        else { return "\u{FFFD}" }
        position += 6
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private static func codeUnit(at position: Int, _ raw: ArraySlice<UInt8>) -> UInt32? {
        guard position + 4 <= raw.endIndex else { return nil }
        var unit: UInt32 = 0
        for byte in raw[position..<position + 4] {
            guard let digit = ASCII.hexValue(byte) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
