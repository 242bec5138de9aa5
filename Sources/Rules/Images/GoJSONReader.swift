/// A strict reader of one JSON text, value by value, as Go's `encoding/json` would take it.
///
/// The caller walks what it knows and skips the rest; skipping is a loop with a bounded stack, so that no input can
/// exhaust the thread's.
package struct GoJSONReader {
    package typealias Failure = DockerConfigError.Reason

    /// What the next value is.
    package enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case bool
        case null
    }

    /// Go gives up at this depth, too.
    static let maximumDepth = 10_000

    let bytes: [UInt8]
    var position = 0
    /// How many objects the caller is in.
    private var depth = 0

    /// Reads from the first byte on.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The kind of the value that comes next.
    package mutating func peek() throws(Failure) -> Kind {
        switch skipSpace() {
        case UInt8(ascii: "{"): return .object
        case ASCII.openBracket: return .array
        case ASCII.quote: return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case let byte? where byte == ASCII.dash || ASCII.isDigit(byte): return .number
        default: throw .syntax(at: position)
        }
    }

    /// Goes through the members of the object that comes next; `member` must read or skip exactly the value.
    package mutating func readObject(
        _ member: (_ key: [UInt8], inout GoJSONReader) throws(Failure) -> Void
    ) throws(Failure) {
        try expect(UInt8(ascii: "{"))
        depth += 1
        defer { depth -= 1 }
        if skipSpace() == UInt8(ascii: "}") {
            position += 1
            return
        }
        while true {
            let key = try readString()
            try expect(ASCII.colon)
            try member(key, &self)
            switch skipSpace() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return
            default: throw .syntax(at: position)
            }
        }
    }

    /// Skips the value that comes next, whatever it is.
    package mutating func skipValue() throws(Failure) {
        // One entry for each open object (true) or array (false).
        var open: [Bool] = []
        while true {
            switch try peek() {
            case .object, .array:
                let isObject = bytes[position] == UInt8(ascii: "{")
                guard depth + open.count < Self.maximumDepth else { throw .depth(at: position) }
                position += 1
                guard skipSpace() == (isObject ? UInt8(ascii: "}") : ASCII.closeBracket) else {
                    open.append(isObject)
                    if isObject { try skipKey() }
                    continue
                }
                position += 1
            case .string: _ = try readString()
            case .number: try skipNumber()
            case .bool: try skipWord(bytes[position] == UInt8(ascii: "t") ? "true" : "false")
            case .null: try skipWord("null")
            }
            // A value has ended; so do the objects and arrays whose last one it is.
            while let isObject = open.last {
                let next = skipSpace()
                position += 1
                if next == UInt8(ascii: ",") {
                    if isObject { try skipKey() }
                    break
                }
                guard next == (isObject ? UInt8(ascii: "}") : ASCII.closeBracket) else {
                    throw .syntax(at: position - 1)
                }
                open.removeLast()
            }
            if open.isEmpty { return }
        }
    }

    /// Makes sure that nothing but white space is left.
    package mutating func finish() throws(Failure) {
        guard skipSpace() == nil else { throw .syntax(at: position) }
    }

    private mutating func skipSpace() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    mutating func expect(_ byte: UInt8) throws(Failure) {
        guard skipSpace() == byte else { throw .syntax(at: position) }
        position += 1
    }

    private mutating func skipKey() throws(Failure) {
        _ = try readString()
        try expect(ASCII.colon)
    }

    private mutating func skipWord(_ word: String) throws(Failure) {
        for byte in word.utf8 {
            guard position < bytes.count, bytes[position] == byte else { throw .syntax(at: position) }
            position += 1
        }
    }

    private mutating func skipDigits() throws(Failure) {
        let start = position
        while position < bytes.count, ASCII.isDigit(bytes[position]) { position += 1 }
        guard position > start else { throw .syntax(at: position) }
    }

    private mutating func skipNumber() throws(Failure) {
        func next(_ reader: GoJSONReader) -> UInt8 {
            reader.position < reader.bytes.count ? reader.bytes[reader.position] : 0
        }
        if next(self) == ASCII.dash { position += 1 }
        if next(self) == UInt8(ascii: "0") { position += 1 } else { try skipDigits() }
        if next(self) == ASCII.dot {
            position += 1
            try skipDigits()
        }
        if next(self) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if next(self) == ASCII.dash || next(self) == UInt8(ascii: "+") { position += 1 }
            try skipDigits()
        }
    }
}
