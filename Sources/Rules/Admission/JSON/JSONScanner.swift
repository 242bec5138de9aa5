/// A cursor that checks JSON (RFC 8259): as it passes, or all of it before, in ``mark(in:)``.
///
/// It keeps nothing of the text; of one that was marked, where strings and brackets are.
/// The text must be UTF-8 without a byte order mark. Lone surrogates in escapes are let through, as Go does. Duplicate
/// keys are the caller's business. The bytes are handed to each call, since a stored span would make every user of the
/// cursor non-escapable.
struct JSONScanner {
    /// Go's encoding/json, and with it the API server, refuses what is nested deeper.
    static let maximumDepth = 10_000

    /// Offset of the next byte to look at.
    var position = 0
    /// What is known of the text by ``mark(in:)``: then nothing of it is checked again.
    private(set) var marks = JSONMarks.none

    /// What a value is, by its first byte; whether it is well-formed shows only when it is passed.
    enum Kind {
        case object, array, string, number, bool, null
    }

    /// The kind of the value that starts at the cursor, which stands on it after ``nextKey(_:in:)`` and its like.
    @inline(__always)
    func kind(in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Kind {
        switch bytes.byte(at: position) {
        case ASCII.openBrace: return .object
        case ASCII.openBracket: return .array
        case ASCII.quote: return .string
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case ASCII.minus, UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw error(.value, in: bytes)
        }
    }

    /// Checks a whole object or array from the first byte of the text, where that can be done many bytes at a time.
    ///
    /// Nobody is told whether it could: where not, each byte is checked as it is passed, which finds every error and its place.
    mutating func mark(in bytes: Span<UInt8>) {
        // Go's encoder ends each text with a line feed.
        let end = bytes.byte(at: bytes.count &- 1) == 0x0A ? bytes.count &- 1 : bytes.count
        marks = JSONMarks(bytes.extracting(0..<end), levels: Self.maximumDepth) ?? .none
    }

    /// Moves over white space.
    @inline(__always)
    mutating func skipSpace(in bytes: Span<UInt8>) {
        position = Self.afterSpace(position, in: bytes)
    }

    /// Whether a bracket has just been passed, so that no comma may come before the next entry.
    struct Entries {
        var isFirst = true
    }

    /// Enters an object or array whose bracket is at the cursor.
    @inline(__always)
    mutating func enter() -> Entries {
        position &+= 1
        return Entries()
    }

    /// Moves to the next member's value and returns its key, or leaves the object and returns `nil`.
    @inline(__always)
    mutating func nextKey(_ entries: inout Entries, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONString? {
        guard !marks.isEmpty else { return try nextCheckedKey(&entries, in: bytes) }
        let byte = bytes.byte(at: position)
        if byte == ASCII.closeBrace {
            position &+= 1
            return nil
        }
        if byte == ASCII.comma { position &+= 1 }
        let key = markedString()
        position &+= 1
        return key
    }

    @inline(never)
    private mutating func nextCheckedKey(
        _ entries: inout Entries,
        in bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> JSONString? {
        skipSpace(in: bytes)
        var byte = bytes.byte(at: position)
        if byte == ASCII.closeBrace {
            position &+= 1
            return nil
        }
        if entries.isFirst {
            entries.isFirst = false
            guard byte == ASCII.quote else { throw error(.keyOrEnd, in: bytes) }
        } else {
            guard byte == ASCII.comma else { throw error(.commaOrObjectEnd, in: bytes) }
            position &+= 1
            skipSpace(in: bytes)
            byte = bytes.byte(at: position)
            guard byte == ASCII.quote else { throw error(.key, in: bytes) }
        }
        let key = try checkedString(in: bytes)
        skipSpace(in: bytes)
        guard bytes.byte(at: position) == ASCII.colon else { throw error(.colon, in: bytes) }
        position &+= 1
        skipSpace(in: bytes)
        return key
    }

    /// Moves to the next element and returns `true`, or leaves the array and returns `false`.
    @inline(__always)
    mutating func nextElement(_ entries: inout Entries, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
        guard !marks.isEmpty else { return try nextCheckedElement(&entries, in: bytes) }
        let byte = bytes.byte(at: position)
        if byte == ASCII.comma || byte == ASCII.closeBracket { position &+= 1 }
        return byte != ASCII.closeBracket
    }

    @inline(never)
    private mutating func nextCheckedElement(
        _ entries: inout Entries,
        in bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        skipSpace(in: bytes)
        let byte = bytes.byte(at: position)
        if byte == ASCII.closeBracket {
            position &+= 1
            return false
        }
        if entries.isFirst {
            entries.isFirst = false
        } else {
            guard byte == ASCII.comma else { throw error(.commaOrArrayEnd, in: bytes) }
            position &+= 1
            skipSpace(in: bytes)
        }
        // A bracket after a comma is no value: kind(in:) and skipValue refuse it.
        return true
    }

    /// Passes the string that starts at the cursor.
    @inline(__always)
    mutating func string(in bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONString {
        marks.isEmpty ? try checkedString(in: bytes) : markedString()
    }

    @inline(__always)
    private mutating func markedString() -> JSONString {
        let start = position &+ 1
        var hasEscapes = false
        let end = marks.endOfString(from: start, hasEscapes: &hasEscapes)
        position = end &+ 1
        return JSONString(start: start, end: end, hasEscapes: hasEscapes)
    }

    @inline(__always)
    private mutating func checkedString(in bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONString {
        let start = position &+ 1
        var hasEscapes = false
        let end = try Self.endOfString(from: start, hasEscapes: &hasEscapes, in: bytes)
        position = end &+ 1
        return JSONString(start: start, end: end, hasEscapes: hasEscapes)
    }

    /// Checks that nothing but white space follows.
    mutating func finish(in bytes: Span<UInt8>) throws(JSONSyntaxError) {
        skipSpace(in: bytes)
        guard position == bytes.count else { throw error(.trailingBytes, in: bytes) }
    }

    /// An error at the cursor; at the end of the text every reason is that it ended.
    func error(_ reason: JSONSyntaxError.Reason, in bytes: Span<UInt8>) -> JSONSyntaxError {
        Self.error(reason, at: position, in: bytes)
    }

    @inline(never)
    static func error(_ reason: JSONSyntaxError.Reason, at offset: Int, in bytes: Span<UInt8>) -> JSONSyntaxError {
        offset < bytes.count
            ? JSONSyntaxError(reason: reason, offset: offset)
            : JSONSyntaxError(reason: .endOfInput, offset: bytes.count)
    }

    @inline(__always)
    static func afterSpace(_ start: Int, in bytes: Span<UInt8>) -> Int {
        // Kubernetes writes JSON without white space: one comparison is nearly always all.
        bytes.byte(at: start) > ASCII.space ? start : afterSpaceRun(start, in: bytes)
    }

    @inline(never)
    private static func afterSpaceRun(_ start: Int, in bytes: Span<UInt8>) -> Int {
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return position
            }
        }
        return position
    }
}
