/// Reads one JSON value (RFC 8259), with the complaints of Go's `encoding/json`.
struct GoJSONReader {
    private let bytes: [UInt8]
    private var index = 0

    static func read(_ bytes: [UInt8]) throws(GoError) -> GoJSON {
        var reader = GoJSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.index == bytes.count else { throw reader.unexpected("after top-level value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private func unexpected(_ place: String) -> GoError {
        guard let byte else { return GoError("unexpected end of JSON input") }
        let shown =
            switch byte {
            case UInt8(ascii: "'"): "\\'"
            case UInt8(ascii: "\n"): "\\n"
            case UInt8(ascii: "\t"): "\\t"
            case 0x20..<0x7F: String(UnicodeScalar(byte))
            default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        return GoError("invalid character '\(shown)' \(place)")
    }

    private mutating func value(depth: Int) throws(GoError) -> GoJSON {
        skipBlanks()
        guard depth < 10_000 else { throw GoError("exceeded max depth") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        default: throw unexpected("looking for beginning of value")
        }
    }

    private mutating func literal(_ text: String, _ value: GoJSON) throws(GoError) -> GoJSON {
        for expected in text.utf8 {
            guard byte == expected else {
                throw unexpected("in literal \(text) (expecting '\(UnicodeScalar(expected))')")
            }
            index += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(GoError) -> GoJSON {
        index += 1
        skipBlanks()
        var members: [GoJSON.Member] = []
        if byte == UInt8(ascii: "}") {
            index += 1
            return .object(members)
        }
        while true {
            skipBlanks()
            guard byte == UInt8(ascii: "\"") else { throw unexpected("looking for beginning of object key string") }
            let key = try string()
            skipBlanks()
            guard byte == UInt8(ascii: ":") else { throw unexpected("after object key") }
            index += 1
            members.append(GoJSON.Member(key: key, value: try value(depth: depth + 1)))
            skipBlanks()
            guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else {
                throw unexpected("after object key:value pair")
            }
            index += 1
            if bytes[index - 1] == UInt8(ascii: "}") { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(GoError) -> GoJSON {
        index += 1
        skipBlanks()
        var values: [GoJSON] = []
        if byte == UInt8(ascii: "]") {
            index += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            skipBlanks()
            guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else {
                throw unexpected("after array element")
            }
            index += 1
            if bytes[index - 1] == UInt8(ascii: "]") { return .array(values) }
        }
    }

    private mutating func digits(_ place: String) throws(GoError) {
        guard let byte, isDigit(byte) else { throw unexpected(place) }
        while let byte = self.byte, isDigit(byte) { index += 1 }
    }

    private mutating func number() throws(GoError) -> String {
        let start = index
        if byte == UInt8(ascii: "-") { index += 1 }
        if byte == UInt8(ascii: "0") { index += 1 } else { try digits("in numeric literal") }
        if byte == UInt8(ascii: ".") {
            index += 1
            try digits("after decimal point in numeric literal")
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            index += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
            try digits("in exponent of numeric literal")
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private mutating func string() throws(GoError) -> String {
        index += 1
        var units: [UInt8] = []
        while let byte {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units += try escape()
            case 0..<0x20:
                index -= 1
                throw unexpected("in string literal")
            default: units.append(byte)
            }
        }
        throw unexpected("")
    }

    private mutating func escape() throws(GoError) -> [UInt8] {
        let plain: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
        ]
        guard let byte else { throw unexpected("") }
        if let character = plain[byte] {
            index += 1
            return [character]
        }
        guard byte == UInt8(ascii: "u") else { throw unexpected("in string escape code") }
        index += 1
        var units = [try unit()]
        // A pair of surrogates is one character; a lone one becomes U+FFFD.
        if UTF16.isLeadSurrogate(units[0]), bytes[index...].starts(with: #"\u"#.utf8) {
            index += 2
            units.append(try unit())
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func unit() throws(GoError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw unexpected("in \\u hexadecimal character escape")
            }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }
}
