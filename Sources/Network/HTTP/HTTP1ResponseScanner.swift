/// Reads a response's header line by line as its bytes arrive; each byte is looked at once, however they are cut.
struct HTTP1ResponseScanner {
    enum Result {
        case incomplete
        /// The header ended; it is `byteCount` bytes long.
        case complete(HTTPResponseHead, HTTP1Framing, byteCount: Int)
    }

    private let limits: HTTPLimits
    private var lineStart = 0
    private var searched = 0
    private var status: (code: Int, version: HTTPVersion)?
    private var fieldsStart = 0
    private var lines: [HTTPFields.Line] = []
    private var framing = HTTP1Framing()

    init(limits: HTTPLimits) { self.limits = limits }

    /// Whether no byte of a response has been seen.
    var isAtStart: Bool { searched == 0 }

    /// Looks at all bytes since the header's first one; the same bytes must stand in front at each call.
    mutating func scan(_ bytes: Span<UInt8>) throws(HTTPError) -> Result {
        while let end = ASCII.firstIndex(of: ASCII.lineFeed, in: bytes, from: searched) {
            try checkStart(bytes)
            searched = end + 1
            guard searched <= limits.maximumHeaderBytes else { throw .headerTooLarge(limits) }
            guard end > lineStart, bytes[end - 1] == ASCII.carriageReturn else {
                throw .bad("a line ends with a bare line feed instead of CRLF")
            }
            let line = lineStart..<end - 1
            lineStart = searched
            if status == nil {
                status = try Self.statusLine(bytes, line)
                fieldsStart = lineStart
            } else if line.isEmpty {
                return try finish(bytes, end: searched)
            } else {
                try add(bytes, line)
            }
        }
        try checkStart(bytes)
        searched = bytes.count
        guard bytes.count < limits.maximumHeaderBytes else { throw .headerTooLarge(limits) }
        return .incomplete
    }

    private mutating func add(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(HTTPError) {
        guard lines.count < limits.maximumHeaderFields else { throw .tooManyFields(limits) }
        let fieldLine = try HTTP1FieldLine.parse(bytes, line)
        try framing.noteResponse(fieldLine, in: bytes)
        lines.append(fieldLine.counted(from: fieldsStart))
    }

    private func finish(_ bytes: Span<UInt8>, end: Int) throws(HTTPError) -> Result {
        guard let status else { return .incomplete }
        try framing.finishResponse(version: status.version)
        let fields = HTTPFields(copying: bytes.extracting(fieldsStart..<end - 2), lines: lines)
        let head = HTTPResponseHead(status: status.code, fields: fields, version: status.version)
        return .complete(head, framing, byteCount: end)
    }

    /// Says at the first bytes what is not HTTP at all, since the line end that would show it may never come.
    private func checkStart(_ bytes: Span<UInt8>) throws(HTTPError) {
        guard status == nil else { return }
        let prefix: StaticString = "HTTP/1."
        let matches = prefix.withUTF8Buffer { text in
            var isEqual = true
            for index in 0..<min(text.count, bytes.count) where unsafe text[index] != bytes[index] { isEqual = false }
            return isEqual
        }
        guard !matches else { return }
        if let first = bytes.count > 0 ? bytes[0] : nil, first == 0x15 || first == 0x16 {
            throw .bad("the server answered in TLS on a connection without TLS: use https://")
        }
        throw .bad("the server's answer is not HTTP/1.1")
    }

    /// Reads `HTTP/1.1 200 OK` (RFC 9112 section 4); the reason phrase and the space before it may be missing.
    private static func statusLine(
        _ bytes: Span<UInt8>,
        _ line: Range<Int>
    ) throws(HTTPError) -> (code: Int, version: HTTPVersion) {
        let start = line.lowerBound
        guard line.count >= 12, ASCII.isDigit(bytes[start + 7]), bytes[start + 8] == ASCII.space,
            line.count == 12 || bytes[start + 12] == ASCII.space
        else { throw .bad("the status line is not an HTTP version and a status code") }
        var code = 0
        for index in start + 9..<start + 12 {
            guard ASCII.isDigit(bytes[index]) else { throw .bad("the status code is not a number of three digits") }
            code = code * 10 + Int(bytes[index] &- UInt8(ascii: "0"))
        }
        guard (100...599).contains(code) else { throw .bad("the status code \(code) does not exist") }
        guard ASCII.firstControl(in: bytes, line) == nil else { throw .bad("the status line holds a control byte") }
        return (code, bytes[start + 7] == UInt8(ascii: "0") ? .http1_0 : .http1_1)
    }
}
