/// What Go's `netip.ParseAddr` takes between the brackets of a URL host.
enum IPv6Literal {
    /// Whether the bytes are an IPv6 address, with an embedded IPv4 tail and a zone where present.
    static func isValid(_ text: Span<UInt8>) -> Bool { isValid(text, 0..<text.count) }

    /// Whether a range of the bytes is an IPv6 address, with an embedded IPv4 tail and a zone where present.
    static func isValid(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let end = text.firstIndex(of: ASCII.percent, in: range)
        if end < range.upperBound, end + 1 == range.upperBound { return false }
        var index = range.lowerBound
        var fields = 0
        var hasEllipsis = false
        func isColon(_ at: Int) -> Bool { at < end && text[at] == ASCII.colon }
        if isColon(index), isColon(index + 1) {
            hasEllipsis = true
            index += 2
        }
        while fields < 8, index < end {
            let start = index
            while index < end, ASCII.isHex(text[index]) { index += 1 }
            guard index > start, index - start <= 4 else { return false }
            if index < end, text[index] == ASCII.dot {
                guard hasEllipsis ? fields <= 6 : fields == 6, isIPv4(text, start..<end) else { return false }
                fields += 2
                index = end
                break
            }
            fields += 1
            if index == end { break }
            guard isColon(index), index + 1 < end else { return false }
            index += 1
            if isColon(index) {
                guard !hasEllipsis else { return false }
                hasEllipsis = true
                index += 1
            }
        }
        // "::" stands for at least one field of zeros.
        return index == end && (hasEllipsis ? fields < 8 : fields == 8)
    }

    /// Whether a range is four decimal fields up to 255 without leading zeros.
    private static func isIPv4(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var fields = 1
        var value = 0
        var digits = 0
        for index in range {
            let byte = text[index]
            if ASCII.isDigit(byte) {
                guard digits == 0 || value != 0 else { return false }
                value = value * 10 + Int(byte - 0x30)
                digits += 1
                guard value <= 255 else { return false }
            } else {
                guard byte == ASCII.dot, digits > 0, fields < 4 else { return false }
                fields += 1
                value = 0
                digits = 0
            }
        }
        return fields == 4 && digits > 0
    }
}
