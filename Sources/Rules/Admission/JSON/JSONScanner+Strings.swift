extension JSONScanner {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The offset of the quote that ends a string, from the first byte after the one that starts it.
    ///
    /// Eight bytes at a time up to the first one that is a quote, a backslash, a control character or not ASCII.
    @inline(__always)
    static func endOfString(
        from start: Int,
        hasEscapes: inout Bool,
        in bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Int {
        var position = start
        while position &+ 8 <= bytes.count {
            let word = bytes.word(at: position)
            let stops = stops(in: word)
            // A branch, not arithmetic: the next load need not wait for this word's bits.
            guard stops != 0 else {
                position &+= 8
                continue
            }
            let shift = stops.trailingZeroBitCount & 0x38
            position &+= shift &>> 3
            if UInt8(truncatingIfNeeded: word &>> UInt64(shift)) == ASCII.quote { return position }
            break
        }
        return try endOfStringSlowly(from: position, hasEscapes: &hasEscapes, in: bytes)
    }

    /// The high bit of each byte that ends a run of plain text; only the lowest one set can be relied on.
    ///
    /// Subtracting sets a byte's high bit when it was too small; a borrow disturbs only bytes above a true stop. With bit
    /// 1 flipped the quote (0x22) becomes 0x20 and joins the control characters, and the space leaves for 0x22.
    @inline(__always)
    private static func stops(in word: UInt64) -> UInt64 {
        let quotesAndControls = (word ^ (ones &* 0x02)) &- (ones &* 0x21)
        let backslashes = (word ^ (ones &* 0x5C)) &- ones
        return (quotesAndControls | backslashes | word) & highBits
    }

    /// The same byte by byte, which finds every error and its place.
    @inline(never)
    static func endOfStringSlowly(
        from start: Int,
        hasEscapes: inout Bool,
        in bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Int {
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == ASCII.quote { return position }
            if byte == ASCII.backslash {
                hasEscapes = true
                // Escaped quotes come in crowds, where an annotation or managedFields holds JSON.
                let escaped = bytes.byte(at: position &+ 1)
                position =
                    escaped == ASCII.quote || escaped == ASCII.backslash
                    ? position &+ 2 : try afterEscape(at: position, in: bytes)
            } else if byte >= 0x80 {
                position = try afterMultibyte(at: position, in: bytes)
            } else if byte < 0x20 {
                throw error(.controlCharacter, at: position, in: bytes)
            } else {
                position &+= 1
            }
            while position &+ 8 <= bytes.count {
                let stops = stops(in: bytes.word(at: position))
                guard stops == 0 else {
                    position &+= stops.trailingZeroBitCount &>> 3
                    break
                }
                position &+= 8
            }
        }
        throw error(.endOfInput, at: position, in: bytes)
    }

    private static func afterEscape(at start: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        switch bytes.byte(at: start &+ 1) {
        case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start &+ 2
        case UInt8(ascii: "u"):
            for offset in start &+ 2..<start &+ 6 where ASCII.hexValue(bytes.byte(at: offset)) == nil {
                throw error(.unicodeEscape, at: offset, in: bytes)
            }
            return start &+ 6
        default:
            throw error(.escape, at: start &+ 1, in: bytes)
        }
    }

    /// The offset after a character of two to four bytes (RFC 3629: no overlong form, no surrogate, at most U+10FFFF).
    private static func afterMultibyte(at start: Int, in bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[start] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw error(.utf8, at: start, in: bytes)
        }
        guard second.contains(bytes.byte(at: start &+ 1)) else { throw error(.utf8, at: start &+ 1, in: bytes) }
        for offset in start &+ 2..<start &+ length where bytes.byte(at: offset) & 0xC0 != 0x80 {
            throw error(.utf8, at: offset, in: bytes)
        }
        return start &+ length
    }
}
