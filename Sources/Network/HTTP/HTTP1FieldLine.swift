/// One field line (RFC 9112 section 5), read strictly.
enum HTTP1FieldLine {
    /// Finds name and value of the line at `line` (without its CRLF).
    static func parse(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(HTTPError) -> HTTPFields.Line {
        var nameEnd = line.lowerBound
        while nameEnd < line.upperBound, ASCII.isToken(bytes[nameEnd]) { nameEnd += 1 }
        guard nameEnd < line.upperBound, bytes[nameEnd] == ASCII.colon, nameEnd > line.lowerBound else {
            throw malformed(bytes, line, nameEnd: nameEnd)
        }
        var start = nameEnd + 1
        var end = line.upperBound
        while start < end, isBlank(bytes[start]) { start += 1 }
        while start < end, isBlank(bytes[end - 1]) { end -= 1 }
        if let control = ASCII.firstControl(in: bytes, start..<end) {
            throw .bad("a header field's value holds a control byte (\(bytes[control]))")
        }
        return HTTPFields.Line(
            nameStart: UInt32(truncatingIfNeeded: line.lowerBound),
            nameEnd: UInt32(truncatingIfNeeded: nameEnd),
            valueStart: UInt32(truncatingIfNeeded: start),
            valueEnd: UInt32(truncatingIfNeeded: end)
        )
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }

    private static func malformed(_ bytes: Span<UInt8>, _ line: Range<Int>, nameEnd: Int) -> HTTPError {
        if isBlank(bytes[line.lowerBound]) {
            return .bad("a header field is folded over two lines, which HTTP no longer allows")
        }
        guard nameEnd < line.upperBound else { return .bad("a header field has no colon") }
        if nameEnd == line.lowerBound { return .bad("a header field has no name") }
        if isBlank(bytes[nameEnd]) { return .bad("a header field has white space before its colon") }
        return .bad("a header field's name holds a byte (\(bytes[nameEnd])) that is not allowed there")
    }
}
