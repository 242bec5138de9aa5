extension GoJSONReader {
    /// The string that comes next, in valid UTF-8: what is not is replaced by U+FFFD, lone surrogates included.
    package mutating func readString() throws(Failure) -> [UInt8] {
        try expect(ASCII.quote)
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case ASCII.quote: return Array(String(decoding: text, as: UTF8.self).utf8)
            case ASCII.backslash: try readEscape(into: &text)
            case 0..<0x20: throw .syntax(at: position - 1)
            default: text.append(byte)
            }
        }
        throw .syntax(at: position)
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(Failure) {
        guard position < bytes.count else { throw .syntax(at: position) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case ASCII.quote, ASCII.backslash, ASCII.slash: text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try readHex()
            if 0xD800..<0xDC00 ~= code, bytes[position...].starts(with: [ASCII.backslash, UInt8(ascii: "u")]) {
                let afterFirst = position
                position += 2
                let low = try readHex()
                if 0xDC00..<0xE000 ~= low {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    // The second escape stands for itself.
                    position = afterFirst
                }
            }
            text += String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8
        default: throw .syntax(at: position - 1)
        }
    }

    private mutating func readHex() throws(Failure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = ASCII.hexValue(bytes[position]) else {
                throw .syntax(at: position)
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
