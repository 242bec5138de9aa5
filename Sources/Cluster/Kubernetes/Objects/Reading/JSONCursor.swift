/// Why a text is not the JSON that was expected; the fault of who has written all of it: the API server, or somebody on the way.
struct JSONFault: Error, Sendable, Hashable {
    /// A clause without a full stop: `it ends in the middle`.
    let reason: String

    static let isCut = JSONFault(reason: "it ends in the middle")
    static let isNoJSON = JSONFault(reason: "it is no JSON")
}

/// A cursor in JSON that an API server has written around what anybody may have put into it.
///
/// It finds where values end and looks at nothing else: brackets are counted and not compared, strings may hold any bytes, literals and
/// numbers any characters. So no depth costs stack or memory, a value that is passed over costs one look at each of its bytes and no
/// allocation, and what somebody has put into one value breaks no other. What is needed of a value is checked by who reads it.
struct JSONCursor: Sendable {
    /// What a value is by its first byte.
    enum Kind: Sendable, Hashable { case object, array, text, null, other }

    let bytes: ArraySlice<UInt8>
    /// The next byte to look at, an index of `bytes`.
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The kind of the value that comes next.
    mutating func kind() throws(JSONFault) -> Kind {
        switch try nextByte() {
        case JSONByte.openBrace: return .object
        case JSONByte.openBracket: return .array
        case JSONByte.quote: return .text
        case UInt8(ascii: "n"): return .null
        case JSONByte.closeBrace, JSONByte.closeBracket, JSONByte.comma, JSONByte.colon: throw .isNoJSON
        default: return .other
        }
    }

    /// Passes over the value that comes next, whatever it is; returns where it stands.
    @discardableResult
    mutating func skipValue() throws(JSONFault) -> Range<Int> {
        _ = try kind()
        let start = position
        let end = bytes.endIndex
        var position = start
        var depth = 0
        while position < end {
            switch bytes[position] {
            case JSONByte.quote: position = try Self.afterText(at: position, in: bytes)
            case JSONByte.openBrace, JSONByte.openBracket:
                depth += 1
                position += 1
                continue
            case JSONByte.closeBrace, JSONByte.closeBracket:
                depth -= 1
                position += 1
            case JSONByte.comma, JSONByte.colon, 0...0x20:
                position += 1
                continue
            default: position = Self.afterWord(at: position, in: bytes)
            }
            if depth == 0 {
                self.position = position
                return start..<position
            }
        }
        throw .isCut
    }

    /// Enters the object or array that comes next.
    mutating func enter() throws(JSONFault) -> Entries {
        let kind = try kind()
        guard kind == .object || kind == .array else { throw .isNoJSON }
        position += 1
        return Entries()
    }

    /// Whether an object or array has just been entered, so that no comma comes before its next entry.
    struct Entries: Sendable {
        fileprivate var isFirst = true
    }

    /// Moves to the next member's value and returns where its key stands, without the quotes; leaves the object and returns nil.
    mutating func nextKey(_ entries: inout Entries) throws(JSONFault) -> Range<Int>? {
        guard try isNext(&entries, end: JSONByte.closeBrace) else { return nil }
        guard try nextByte() == JSONByte.quote else { throw .isNoJSON }
        let start = position + 1
        position = try Self.afterText(at: position, in: bytes)
        let key = start..<position - 1
        guard try nextByte() == JSONByte.colon else { throw .isNoJSON }
        position += 1
        return key
    }

    /// Moves to the next element; leaves the array and returns false.
    mutating func nextElement(_ entries: inout Entries) throws(JSONFault) -> Bool {
        try isNext(&entries, end: JSONByte.closeBracket)
    }

    /// Checks that nothing but white space follows.
    mutating func finish() throws(JSONFault) {
        skipSpace()
        guard position == bytes.endIndex else { throw .isNoJSON }
    }

    // MARK: Bytes

    private mutating func isNext(_ entries: inout Entries, end: UInt8) throws(JSONFault) -> Bool {
        let byte = try nextByte()
        if byte == end {
            position += 1
            return false
        }
        if entries.isFirst {
            entries.isFirst = false
        } else {
            guard byte == JSONByte.comma else { throw .isNoJSON }
            position += 1
        }
        return true
    }

    private mutating func nextByte() throws(JSONFault) -> UInt8 {
        skipSpace()
        guard position < bytes.endIndex else { throw .isCut }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.endIndex, bytes[position] <= 0x20 { position += 1 }
    }

    private static func afterText(at start: Int, in bytes: ArraySlice<UInt8>) throws(JSONFault) -> Int {
        let end = bytes.endIndex
        var position = start + 1
        while position < end {
            let byte = bytes[position]
            if byte == JSONByte.quote { return position + 1 }
            position += byte == JSONByte.backslash ? 2 : 1
        }
        throw .isCut
    }

    /// The end of a number or a literal.
    private static func afterWord(at start: Int, in bytes: ArraySlice<UInt8>) -> Int {
        var position = start
        while position < bytes.endIndex {
            switch bytes[position] {
            case JSONByte.comma, JSONByte.colon, JSONByte.closeBrace, JSONByte.closeBracket, JSONByte.openBrace,
                JSONByte.openBracket, JSONByte.quote, 0...0x20:
                return position
            default: position += 1
            }
        }
        return position
    }
}

/// The bytes that JSON's grammar is made of.
enum JSONByte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
}
