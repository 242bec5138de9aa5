/// Reads a request's header line by line as its bytes arrive; each byte is looked at once, however they are cut.
struct HTTP1HeadScanner {
    enum Result {
        case incomplete
        case http2Preface
        /// The header ended; it is `byteCount` bytes long.
        case complete(HTTPRequestHead, HTTP1Framing, byteCount: Int)
    }

    /// Empty lines before a request line that are forgiven (RFC 9112 section 2.2 asks for at least one).
    private static let maximumLeadingEmptyLines = 4

    private let limits: HTTPLimits
    private var lineStart = 0
    private var searched = 0
    private var leadingEmptyLines = 0
    private var requestLine: HTTP1RequestLine?
    private var fieldsStart = 0
    private var lines: [HTTPFields.Line] = []
    private var framing = HTTP1Framing()

    init(limits: HTTPLimits) { self.limits = limits }

    /// Whether no byte of a request has been seen; empty lines before it do not count.
    var isAtStart: Bool { requestLine == nil && searched == lineStart }

    /// Looks at all bytes since the header's first one; the same bytes must stand in front at each call.
    mutating func scan(_ bytes: Span<UInt8>) throws(HTTPError) -> Result {
        while let end = ASCII.firstIndex(of: ASCII.lineFeed, in: bytes, from: searched) {
            if let error = firstByteError(bytes) { throw error }
            searched = end + 1
            // First byte, bound, line: in the order in which they show when the bytes come one by one.
            guard searched - leadingEmptyLines * 2 <= limits.maximumHeaderBytes else { throw tooLarge() }
            guard end > lineStart, bytes[end - 1] == ASCII.carriageReturn else {
                throw .bad("a line ends with a bare line feed instead of CRLF")
            }
            let line = lineStart..<end - 1
            lineStart = searched
            if line.isEmpty {
                guard requestLine != nil else {
                    try skipEmptyLine()
                    continue
                }
                return try finish(bytes, end: searched)
            }
            if requestLine == nil {
                if isHTTP2Preface(bytes, line) { return .http2Preface }
                requestLine = try HTTP1RequestLine(parsing: bytes, line, limits: limits)
                fieldsStart = lineStart
            } else {
                try add(bytes, line)
            }
        }
        if let error = firstByteError(bytes) { throw error }
        searched = bytes.count
        guard bytes.count - leadingEmptyLines * 2 < limits.maximumHeaderBytes else { throw tooLarge() }
        return .incomplete
    }

    private mutating func skipEmptyLine() throws(HTTPError) {
        leadingEmptyLines += 1
        guard leadingEmptyLines <= Self.maximumLeadingEmptyLines else {
            throw .bad("there are too many empty lines before the request line")
        }
    }

    private mutating func add(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(HTTPError) {
        guard lines.count < limits.maximumHeaderFields else { throw .tooManyFields(limits) }
        if lines.isEmpty { lines.reserveCapacity(12) }
        let fieldLine = try HTTP1FieldLine.parse(bytes, line)
        try framing.note(fieldLine, in: bytes)
        lines.append(fieldLine.counted(from: fieldsStart))
    }

    private mutating func finish(_ bytes: Span<UInt8>, end: Int) throws(HTTPError) -> Result {
        guard let requestLine else { return .incomplete }
        try framing.finish(version: requestLine.version, limits: limits)
        var head = HTTPRequestHead(
            method: requestLine.method,
            path: requestLine.target.path,
            query: requestLine.target.query,
            fields: HTTPFields(copying: bytes.extracting(fieldsStart..<end - 2), lines: lines),
            contentLength: framing.isChunked ? nil : framing.contentLength,
            version: requestLine.version
        )
        head.targetAuthority = requestLine.target.authority
        return .complete(head, framing, byteCount: end)
    }

    private func isHTTP2Preface(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
        leadingEmptyLines == 0 && line.count == 14 && bytes[line.lowerBound] == UInt8(ascii: "P")
            && ASCII.equal(bytes, line, ignoringCase: HTTP1RequestLine.http2Preface)
    }

    /// Says at the first byte what is not HTTP at all, since the line end that would show it may never come.
    private func firstByteError(_ bytes: Span<UInt8>) -> HTTPError? {
        guard requestLine == nil, lineStart < bytes.count else { return nil }
        let first = bytes[lineStart]
        if ASCII.isToken(first) || first == ASCII.carriageReturn { return nil }
        return first == 0x16
            ? .bad("this port speaks plain HTTP, and a TLS handshake arrived")
            : .bad("the request line does not start with a method")
    }

    private func tooLarge() -> HTTPError {
        guard requestLine == nil else { return .headerTooLarge(limits) }
        return HTTPError(status: 414, reason: "the request line is longer than \(limits.maximumHeaderBytes) bytes")
    }
}
