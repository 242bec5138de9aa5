/// Go's `filepath.Match` on bytes: `*`, `?`, `[a-z]`, `[^a]` and `\` escapes; neither star nor question mark takes a `/`.
///
/// Patterns are checked once with `isWellFormed`; matching an unchecked malformed one is safe and says no.
enum Glob {
    /// Whether Go would read the pattern without `ErrBadPattern`.
    static func isWellFormed(_ pattern: Span<UInt8>) -> Bool {
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case ASCII.openBracket:
                guard let close = matchClass(pattern, index, pattern.count, rune: 0)?.end else { return false }
                index = close
            case ASCII.backslash:
                guard index + 1 < pattern.count else { return false }
                index += 2
            default:
                index += 1
            }
        }
        return true
    }

    /// Whether a byte is more than itself in a pattern.
    static func isSpecial(_ byte: UInt8) -> Bool {
        byte == ASCII.star || byte == ASCII.question || byte == ASCII.openBracket || byte == ASCII.backslash
    }

    /// Whether a range of one text matches a range of another that is a pattern.
    ///
    /// Runs in at most pattern length times name length steps, without allocating.
    static func matches(
        _ pattern: Span<UInt8>,
        _ patternRange: Range<Int>,
        name: Span<UInt8>,
        _ nameRange: Range<Int>
    ) -> Bool {
        var at = patternRange.lowerBound
        var position = nameRange.lowerBound
        var afterStar: Int?
        var starPosition = position
        while true {
            if at < patternRange.upperBound, pattern[at] == ASCII.star {
                at += 1
                afterStar = at
                starPosition = position
            } else if at == patternRange.upperBound, position == nameRange.upperBound {
                return true
            } else if let next = matchOne(pattern, at, patternRange.upperBound, name, position, nameRange.upperBound) {
                (at, position) = next
            } else if let retry = afterStar, starPosition < nameRange.upperBound, name[starPosition] != ASCII.slash {
                // Only the last star needs to give way: what the earlier ones took is as short as can be.
                starPosition += 1
                position = starPosition
                at = retry
            } else {
                return false
            }
        }
    }

    /// Whether a host matches a pattern of one, part by part between dots, as the kubelet compares them.
    static func matchesHost(
        _ pattern: Span<UInt8>,
        _ patternRange: Range<Int>,
        name: Span<UInt8>,
        _ nameRange: Range<Int>
    ) -> Bool {
        var budget = MatchBudget.unlimited
        return matchesHost(pattern, patternRange, name: name, nameRange, budget: &budget)
    }

    /// The same within a budget; a pattern that it is not enough for does not match.
    static func matchesHost(
        _ pattern: Span<UInt8>,
        _ patternRange: Range<Int>,
        name: Span<UInt8>,
        _ nameRange: Range<Int>,
        budget: inout MatchBudget
    ) -> Bool {
        var part = patternRange.lowerBound
        var position = nameRange.lowerBound
        while true {
            let partEnd = pattern.firstIndex(of: ASCII.dot, in: part..<patternRange.upperBound)
            let nameEnd = name.firstIndex(of: ASCII.dot, in: position..<nameRange.upperBound)
            guard budget.take(pattern: partEnd - part, name: nameEnd - position) else { return false }
            guard matches(pattern, part..<partEnd, name: name, position..<nameEnd) else { return false }
            let isLastPart = partEnd == patternRange.upperBound
            guard isLastPart == (nameEnd == nameRange.upperBound) else { return false }
            if isLastPart { return true }
            part = partEnd + 1
            position = nameEnd + 1
        }
    }

    /// Matches one operator against one character; the indices behind both, or nil.
    private static func matchOne(
        _ pattern: Span<UInt8>,
        _ at: Int,
        _ patternEnd: Int,
        _ name: Span<UInt8>,
        _ position: Int,
        _ nameEnd: Int
    ) -> (Int, Int)? {
        guard at < patternEnd, position < nameEnd else { return nil }
        switch pattern[at] {
        case ASCII.question:
            guard name[position] != ASCII.slash else { return nil }
            return (at + 1, position + decodeRune(name, position, nameEnd).width)
        case ASCII.openBracket:
            let (rune, width) = decodeRune(name, position, nameEnd)
            guard let (isMatch, end) = matchClass(pattern, at, patternEnd, rune: rune), isMatch else { return nil }
            return (end, position + width)
        case ASCII.backslash:
            guard at + 1 < patternEnd, pattern[at + 1] == name[position] else { return nil }
            return (at + 2, position + 1)
        case let byte:
            return byte == name[position] ? (at + 1, position + 1) : nil
        }
    }

    /// Reads the class that starts at `at`; whether it holds the rune, and the index behind it; nil if it is malformed.
    private static func matchClass(
        _ pattern: Span<UInt8>,
        _ at: Int,
        _ end: Int,
        rune: UInt32
    ) -> (isMatch: Bool, end: Int)? {
        var index = at + 1
        let isNegated = index < end && pattern[index] == ASCII.caret
        if isNegated { index += 1 }
        var isMatch = false
        var isFirst = true
        while true {
            if !isFirst, index < end, pattern[index] == ASCII.closeBracket { return (isMatch != isNegated, index + 1) }
            guard let (low, afterLow) = classRune(pattern, index, end) else { return nil }
            index = afterLow
            var high = low
            if pattern[index] == ASCII.dash {
                guard let (rune, afterHigh) = classRune(pattern, index + 1, end) else { return nil }
                high = rune
                index = afterHigh
            }
            if low <= rune, rune <= high { isMatch = true }
            isFirst = false
        }
    }

    /// Reads one character of a class, escaped or not; something must follow it.
    private static func classRune(_ pattern: Span<UInt8>, _ at: Int, _ end: Int) -> (UInt32, Int)? {
        var index = at
        guard index < end, pattern[index] != ASCII.dash, pattern[index] != ASCII.closeBracket else { return nil }
        if pattern[index] == ASCII.backslash { index += 1 }
        guard index < end else { return nil }
        let (rune, width) = decodeRune(pattern, index, end)
        if rune == 0xFFFD, width == 1 { return nil }
        return index + width < end ? (rune, index + width) : nil
    }

    /// Decodes one UTF-8 character as Go does: a byte that starts none is U+FFFD of width 1.
    private static func decodeRune(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> (rune: UInt32, width: Int) {
        let first = bytes[at]
        if first < 0x80 { return (UInt32(first), 1) }
        let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard (0xC2...0xF4).contains(first), at + width <= end else { return (0xFFFD, 1) }
        var rune = UInt32(first) & (0xFF >> UInt32(width + 1))
        for index in (at + 1)..<(at + width) {
            guard bytes[index] & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            rune = rune << 6 | UInt32(bytes[index] & 0x3F)
        }
        // Overlong forms, surrogates and what lies above U+10FFFF are no characters.
        let isOverlong = (width == 3 && rune < 0x800) || (width == 4 && rune < 0x10000)
        guard !isOverlong, Unicode.Scalar(rune) != nil else { return (0xFFFD, 1) }
        return (rune, width)
    }
}
