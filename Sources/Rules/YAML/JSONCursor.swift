internal import Text

/// The tokens of a JSON text.
struct JSONCursor {
    private let bytes: [UInt8]
    private var position = 0
    private var line: Int
    private var column = 1

    init(_ bytes: [UInt8], linesBefore: Int) {
        self.bytes = bytes
        line = 1 + linesBefore
        if bytes.starts(with: Chunk.byteOrderMark) { position = 3 }
    }

    /// The byte at the cursor, or nil at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The place of the cursor.
    var mark: YAMLMark { YAMLMark(line: line, column: column) }

    /// Steps over one byte.
    mutating func advance() {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        position += 1
        let followedByNewline = byte == 0x0D && peek == 0x0A
        if byte == 0x0A || (byte == 0x0D && !followedByNewline) {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }

    /// Steps over white space; false at the end of the text.
    mutating func skipBlanks() -> Bool {
        while let byte = peek {
            guard [0x20, 0x09, 0x0A, 0x0D].contains(byte) else { return true }
            advance()
        }
        return false
    }

    /// Reads a string, number or literal.
    mutating func scalar() throws(YAMLError) -> YAMLNode.Value {
        let start = mark
        switch peek ?? 0 {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: break
        }
        var word: [UInt8] = []
        while let byte = peek, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z"), word.count < 6 {
            word.append(byte)
            advance()
        }
        switch String(decoding: word, as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default: throw YAMLError(at: start, "no JSON value where one should be")
        }
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { advance() }
        return position - start
    }

    private mutating func number() throws(YAMLError) -> YAMLNode.Value {
        let start = position
        let startMark = mark
        var isInteger = true
        if peek == UInt8(ascii: "-") { advance() }
        let startsWithZero = peek == UInt8(ascii: "0")
        let whole = digits()
        var isValid = whole == 1 || (whole > 1 && !startsWithZero)
        if peek == UInt8(ascii: ".") {
            isInteger = false
            advance()
            isValid = digits() > 0 && isValid
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            advance()
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { advance() }
            isValid = digits() > 0 && isValid
        }
        guard isValid else { throw YAMLError(at: startMark, "a malformed JSON number") }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return isInteger ? .integer(text) : .float(text)
    }

    /// Reads a string, the cursor being on its first quote.
    mutating func string() throws(YAMLError) -> String {
        let start = mark
        advance()
        var text: [UInt8] = []
        while let byte = peek {
            let place = mark
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                advance()
                try escape(at: place, into: &text)
            case 0..<0x20:
                throw YAMLError(
                    at: place,
                    "a line break or control character inside a JSON string; write it as an escape"
                )
            default:
                text.append(byte)
                advance()
            }
        }
        throw YAMLError(at: mark, "the JSON string of line \(start.line) is never closed")
    }

    private mutating func escape(at place: YAMLMark, into text: inout [UInt8]) throws(YAMLError) {
        guard let byte = peek else { throw YAMLError(at: place, "the JSON text ends inside an escape") }
        advance()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array(String(try unicodeEscape(at: place)).utf8)
        default: throw YAMLError(at: place, "an unknown JSON escape")
        }
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair.
    private mutating func unicodeEscape(at place: YAMLMark) throws(YAMLError) -> Unicode.Scalar {
        let unit = try hexUnit(at: place)
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) ?? replacement }
        let isFollowedByEscape =
            position + 1 < bytes.count && bytes[position] == UInt8(ascii: "\\")
            && bytes[position + 1] == UInt8(ascii: "u")
        guard isFollowedByEscape else { return replacement }
        let beforeSecond = self
        advance()
        advance()
        let second = try hexUnit(at: place)
        guard second & 0xFC00 == 0xDC00 else {
            self = beforeSecond
            return replacement
        }
        return Unicode.Scalar(0x10000 + ((unit & 0x3FF) << 10) + (second & 0x3FF)) ?? replacement
    }

    private mutating func hexUnit(at place: YAMLMark) throws(YAMLError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap(ASCII.hexValue) else {
                throw YAMLError(at: place, "a JSON escape \\u without four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            advance()
        }
        return unit
    }
}
