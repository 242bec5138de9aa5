/// A second, deliberately plain JSON reader: recursive, byte by byte, builds a tree.
///
/// It shares no code with the module under test, so that the two can be held against each other. For small inputs only.
indirect enum ReferenceJSON: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([ReferenceJSON])
    /// Members in order of appearance; the last of several equal keys counts.
    case object([Member])

    struct Member: Equatable {
        let key: String
        var value: ReferenceJSON
    }

    struct Malformed: Error {}

    /// Reads a whole text, or throws where RFC 8259 does not allow it.
    init(parsing bytes: [UInt8]) throws {
        var parser = Parser(bytes: bytes)
        self = try parser.document()
    }

    subscript(key: String) -> ReferenceJSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    subscript(index: Int) -> ReferenceJSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var elements: [ReferenceJSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var keys: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.key)
    }
}

private struct Parser {
    private static let simpleEscapes: [Character: UInt16] = [
        "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
    ]

    let bytes: [UInt8]
    var index = 0

    typealias Malformed = ReferenceJSON.Malformed

    mutating func document() throws -> ReferenceJSON {
        let value = try value()
        space()
        guard index == bytes.count else { throw Malformed() }
        return value
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func space() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(_ text: String) -> Bool {
        var end = index
        for byte in text.utf8 {
            guard end < bytes.count, bytes[end] == byte else { return false }
            end += 1
        }
        index = end
        return true
    }

    private mutating func value() throws -> ReferenceJSON {
        space()
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "n") where take("null"): return .null
        case UInt8(ascii: "t") where take("true"): return .bool(true)
        case UInt8(ascii: "f") where take("false"): return .bool(false)
        default: return try number()
        }
    }

    private mutating func array() throws -> ReferenceJSON {
        var elements: [ReferenceJSON] = []
        index += 1
        space()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value())
            space()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw Malformed() }
        return .array(elements)
    }

    private mutating func object() throws -> ReferenceJSON {
        var members: [ReferenceJSON.Member] = []
        index += 1
        space()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            space()
            let key = try string()
            space()
            guard take(UInt8(ascii: ":")) else { throw Malformed() }
            members.append(.init(key: key, value: try value()))
            space()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw Malformed() }
        return .object(members)
    }

    private mutating func number() throws -> ReferenceJSON {
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

    private mutating func digits() throws {
        let start = index
        while let byte = current, (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { throw Malformed() }
    }

    private mutating func string() throws -> String {
        guard take(UInt8(ascii: "\"")) else { throw Malformed() }
        var units: [UInt16] = []
        var start = index
        func flushed(upTo end: Int) throws -> [UInt16] {
            guard let text = String(validating: bytes[start..<end], as: UTF8.self) else { throw Malformed() }
            return units + Array(text.utf16)
        }
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: try flushed(upTo: index - 1), as: UTF16.self)
            case UInt8(ascii: "\\"):
                units = try flushed(upTo: index - 1)
                units.append(try escape())
                start = index
            case 0..<0x20:
                throw Malformed()
            default:
                break
            }
        }
        throw Malformed()
    }

    private mutating func escape() throws -> UInt16 {
        guard let byte = current else { throw Malformed() }
        index += 1
        let character = Character(Unicode.Scalar(byte))
        if let unit = Self.simpleEscapes[character] { return unit }
        guard character == "u", index + 4 <= bytes.count else { throw Malformed() }
        let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }), let unit = UInt16(digits, radix: 16)
        else { throw Malformed() }
        index += 4
        return unit
    }
}
