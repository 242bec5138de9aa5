/// The reader behind ``ReferenceJSON``: one look at each byte, in order, with a stack of its own.
struct ReferenceJSONParser {
    /// An object or array that is open.
    private struct Open {
        let isObject: Bool
        var key: String?
        var members: [ReferenceJSON.Member] = []
        var elements: [ReferenceJSON] = []

        mutating func take(_ value: ReferenceJSON) {
            if let key { members.append(.init(key: key, value: value)) } else { elements.append(value) }
        }

        var value: ReferenceJSON { isObject ? .object(members) : .array(elements) }
    }

    typealias Malformed = ReferenceJSON.Malformed

    /// Go's encoding/json, and with it the API server, refuses what is nested deeper.
    private static let maximumDepth = 10_000
    private static let simpleEscapes: [UInt8: UInt16] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]

    private let bytes: [UInt8]
    private var index = 0
    private var open: [Open] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(Malformed) -> ReferenceJSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw malformed("a UTF-8 byte order mark, which JSON does not allow")
        }
        space()
        while true {
            guard var value = try beginning() else { continue }
            while var parent = open.popLast() {
                parent.take(open.count >= ReferenceJSON.keptDepth ? .null : value)
                space()
                if take(UInt8(ascii: ",")) {
                    space()
                    if parent.isObject { parent.key = try key("expected a key in double quotes") }
                    open.append(parent)
                    break
                }
                guard take(UInt8(ascii: parent.isObject ? "}" : "]")) else {
                    throw malformed(
                        parent.isObject ? "expected ',' or '}' after a member" : "expected ',' or ']' after an element"
                    )
                }
                value = parent.value
                guard open.isEmpty else { continue }
                return try end(value)
            }
            if open.isEmpty { return try end(value) }
        }
    }

    /// A value that is over already; nil where an object or array was entered that has something in it.
    private mutating func beginning() throws(Malformed) -> ReferenceJSON? {
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.maximumDepth else { throw malformed("nested more than 10000 levels deep") }
            let isObject = current == UInt8(ascii: "{")
            index += 1
            space()
            if take(UInt8(ascii: isObject ? "}" : "]")) { return isObject ? .object([]) : .array([]) }
            var entered = Open(isObject: isObject)
            if isObject { entered.key = try key("expected a key in double quotes or '}'") }
            open.append(entered)
            return nil
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw malformed("expected a value")
        }
    }

    private mutating func end(_ value: ReferenceJSON) throws(Malformed) -> ReferenceJSON {
        space()
        guard index == bytes.count else { throw malformed("unexpected bytes after the end of the JSON text") }
        return value
    }

    /// The byte to look at; NUL at the end, which no token starts with.
    private var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

    private func malformed(_ reason: String) -> Malformed {
        index < bytes.count
            ? Malformed(reason: reason, offset: index)
            : Malformed(reason: "unexpected end of input", offset: bytes.count)
    }

    private mutating func space() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func key(_ otherwise: String) throws(Malformed) -> String {
        guard current == UInt8(ascii: "\"") else { throw malformed(otherwise) }
        let key = try string()
        space()
        guard take(UInt8(ascii: ":")) else { throw malformed("expected ':' after a key") }
        space()
        return key
    }

    private mutating func word(_ word: String, _ value: ReferenceJSON) throws(Malformed) -> ReferenceJSON {
        for byte in word.utf8 {
            guard take(byte) else { throw malformed("expected true, false or null") }
        }
        return value
    }

    private mutating func number() throws(Malformed) -> ReferenceJSON {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() throws(Malformed) {
        let start = index
        while (0x30...0x39).contains(current) { index += 1 }
        guard index > start else { throw malformed("a number that is not JSON") }
    }

    private mutating func string() throws(Malformed) -> String {
        index += 1
        var units: [UInt16] = []
        while true {
            switch current {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: units, as: UTF16.self)
            case UInt8(ascii: "\\"):
                index += 1
                units.append(try escape())
            case 0..<0x20:
                throw malformed("a control character in a string")
            case 0x20..<0x80:
                units.append(UInt16(current))
                index += 1
            default:
                units += Array(String(try multibyte()).utf16)
            }
        }
    }

    private mutating func escape() throws(Malformed) -> UInt16 {
        if let unit = Self.simpleEscapes[current] {
            index += 1
            return unit
        }
        guard take(UInt8(ascii: "u")) else { throw malformed("an escape that JSON does not have") }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(current)).hexDigitValue, current < 0x80 else {
                throw malformed("\\u without four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }

    /// A character of two to four bytes by table 3-7 of the Unicode standard.
    private mutating func multibyte() throws(Malformed) -> Unicode.Scalar {
        let first = current
        let (length, lowest, highest): (Int, UInt8, UInt8)
        switch first {
        case 0xC2...0xDF: (length, lowest, highest) = (2, 0x80, 0xBF)
        case 0xE0: (length, lowest, highest) = (3, 0xA0, 0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (length, lowest, highest) = (3, 0x80, 0xBF)
        case 0xED: (length, lowest, highest) = (3, 0x80, 0x9F)
        case 0xF0: (length, lowest, highest) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (length, lowest, highest) = (4, 0x80, 0xBF)
        case 0xF4: (length, lowest, highest) = (4, 0x80, 0x8F)
        default: throw malformed("invalid UTF-8")
        }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        index += 1
        for place in 1..<length {
            let range = place == 1 ? lowest...highest : 0x80...0xBF
            guard range.contains(current) else { throw malformed("invalid UTF-8") }
            value = value << 6 | UInt32(current & 0x3F)
            index += 1
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
