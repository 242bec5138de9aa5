extension JSONScanner {
    /// Passes the value that starts at the cursor, whatever it is, checking all of it.
    ///
    /// `depth` tells how many objects and arrays are open around the value.
    mutating func skipValue(depth: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) {
        guard marks.isEmpty else { return skipMarkedValue(in: bytes) }
        switch bytes.byte(at: position) {
        case ASCII.quote:
            var hasEscapes = false
            position = try Self.endOfString(from: position &+ 1, hasEscapes: &hasEscapes, in: bytes) &+ 1
            return
        default: break
        }
        try walkValue(depth: depth, in: bytes)
    }

    @inline(__always)
    private mutating func skipMarkedValue(in bytes: Span<UInt8>) {
        switch bytes.byte(at: position) {
        case ASCII.quote:
            var hasEscapes = false
            position = marks.endOfString(from: position &+ 1, hasEscapes: &hasEscapes) &+ 1
        case ASCII.openBrace, ASCII.openBracket:
            position = marks.endOfContainer(at: position)
        default:
            while true {
                switch bytes.byte(at: position) {
                case ASCII.comma, ASCII.closeBrace, ASCII.closeBracket, 0: return
                default: position &+= 1
                }
            }
        }
    }

    /// The same byte by byte, which finds every error and its place.
    mutating func walkValue(depth: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var brackets = OpenBrackets()
        var position = position
        var hasEscapes = false
        value: while true {
            switch bytes.byte(at: position) {
            case ASCII.quote:
                position = try Self.endOfString(from: position &+ 1, hasEscapes: &hasEscapes, in: bytes) &+ 1
            case ASCII.openBrace:
                guard depth &+ brackets.count < Self.maximumDepth else {
                    throw Self.error(.depth, at: position, in: bytes)
                }
                position = Self.afterSpace(position &+ 1, in: bytes)
                switch bytes.byte(at: position) {
                case ASCII.closeBrace:
                    position &+= 1
                case ASCII.quote:
                    brackets.push(isObject: true)
                    position = try Self.afterKey(at: position, in: bytes)
                    continue value
                default:
                    throw Self.error(.keyOrEnd, at: position, in: bytes)
                }
            case ASCII.openBracket:
                guard depth &+ brackets.count < Self.maximumDepth else {
                    throw Self.error(.depth, at: position, in: bytes)
                }
                position = Self.afterSpace(position &+ 1, in: bytes)
                guard bytes.byte(at: position) == ASCII.closeBracket else {
                    brackets.push(isObject: false)
                    continue value
                }
                position &+= 1
            default:
                position = try Self.afterScalar(at: position, in: bytes)
            }

            // A value has ended: close brackets until a comma asks for another.
            while brackets.count > 0 {
                position = Self.afterSpace(position, in: bytes)
                let byte = bytes.byte(at: position)
                if byte == ASCII.comma {
                    position = Self.afterSpace(position &+ 1, in: bytes)
                    guard brackets.isInObject else { continue value }
                    guard bytes.byte(at: position) == ASCII.quote else {
                        throw Self.error(.key, at: position, in: bytes)
                    }
                    position = try Self.afterKey(at: position, in: bytes)
                    continue value
                }
                guard byte == (brackets.isInObject ? ASCII.closeBrace : ASCII.closeBracket) else {
                    throw Self.error(
                        brackets.isInObject ? .commaOrObjectEnd : .commaOrArrayEnd,
                        at: position,
                        in: bytes
                    )
                }
                position &+= 1
                brackets.pop()
            }
            self.position = position
            return
        }
    }

    /// The offset of the value that belongs to the key at `start`.
    @inline(__always)
    private static func afterKey(at start: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        var hasEscapes = false
        let end = try endOfString(from: start &+ 1, hasEscapes: &hasEscapes, in: bytes)
        let colon = afterSpace(end &+ 1, in: bytes)
        guard bytes.byte(at: colon) == ASCII.colon else { throw error(.colon, at: colon, in: bytes) }
        return afterSpace(colon &+ 1, in: bytes)
    }

    private static func afterScalar(at start: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        switch bytes.byte(at: start) {
        case UInt8(ascii: "t"): return try afterLiteral("true", at: start, in: bytes)
        case UInt8(ascii: "f"): return try afterLiteral("false", at: start, in: bytes)
        case UInt8(ascii: "n"): return try afterLiteral("null", at: start, in: bytes)
        case ASCII.minus, UInt8(ascii: "0")...UInt8(ascii: "9"): return try afterNumber(at: start, in: bytes)
        default: throw error(.value, at: start, in: bytes)
        }
    }

    @inline(__always)
    private static func afterLiteral(
        _ literal: StaticString,
        at start: Int,
        in bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Int {
        for index in 0..<literal.utf8CodeUnitCount {
            // A StaticString shows its bytes only through a pointer; the loop stays within its length.
            guard unsafe bytes.byte(at: start &+ index) == literal.utf8Start[index] else {
                throw error(.literal, at: start &+ index, in: bytes)
            }
        }
        return start &+ literal.utf8CodeUnitCount
    }

    /// The offset after a number (RFC 8259 section 6), of any length and size: its value is never computed.
    private static func afterNumber(at start: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        var position = start
        if bytes.byte(at: position) == ASCII.minus { position &+= 1 }
        if bytes.byte(at: position) == UInt8(ascii: "0") {
            position &+= 1
        } else {
            position = try afterDigits(at: position, in: bytes)
        }
        if bytes.byte(at: position) == UInt8(ascii: ".") {
            position = try afterDigits(at: position &+ 1, in: bytes)
        }
        if bytes.byte(at: position) | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            let sign = bytes.byte(at: position)
            if sign == UInt8(ascii: "+") || sign == ASCII.minus { position &+= 1 }
            position = try afterDigits(at: position, in: bytes)
        }
        return position
    }

    @inline(__always)
    private static func afterDigits(at start: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        var position = start
        while ASCII.isDigit(bytes.byte(at: position)) { position &+= 1 }
        guard position > start else { throw error(.number, at: position, in: bytes) }
        return position
    }
}

/// Which brackets are open, innermost last: one bit each, so that depth costs neither stack nor much memory.
private struct OpenBrackets {
    private(set) var count = 0
    /// The innermost 1 to 64 brackets, the last one lowest; a set bit is an object.
    private var bits: UInt64 = 0
    /// The full words outside of `bits`.
    private var outer: [UInt64] = []

    var isInObject: Bool {
        @inline(__always) get { bits & 1 == 1 }
    }

    @inline(__always)
    mutating func push(isObject: Bool) {
        if count & 63 == 0 && count > 0 { outer.append(bits) }
        bits = bits &<< 1 | (isObject ? 1 : 0)
        count &+= 1
    }

    @inline(__always)
    mutating func pop() {
        bits &>>= 1
        count &-= 1
        if count & 63 == 0 { bits = outer.popLast() ?? 0 }
    }
}
