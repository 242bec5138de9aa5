/// A request line (RFC 9112 section 3), read strictly: one space, no white space elsewhere.
struct HTTP1RequestLine {
    var method: HTTPMethod
    var target: RequestTarget
    var version: HTTPVersion

    /// The first line of HTTP/2's connection preface (RFC 9113 section 3.4).
    static let http2Preface = "PRI * HTTP/2.0"

    init(parsing bytes: Span<UInt8>, _ line: Range<Int>, limits: HTTPLimits) throws(HTTPError) {
        var methodEnd = line.lowerBound
        while methodEnd < line.upperBound, ASCII.isToken(bytes[methodEnd]) { methodEnd += 1 }
        guard methodEnd > line.lowerBound, methodEnd < line.upperBound, bytes[methodEnd] == ASCII.space else {
            throw .bad("the request line does not start with a method and one space")
        }
        let targetStart = methodEnd + 1
        guard let targetEnd = ASCII.firstIndex(of: ASCII.space, in: bytes, from: targetStart),
            targetEnd < line.upperBound
        else { throw .bad("the request line has no HTTP version") }

        version = try Self.version(bytes, targetEnd + 1..<line.upperBound)
        guard targetEnd - targetStart <= limits.maximumTargetBytes else {
            throw .targetTooLong(limits)
        }
        method = Self.method(bytes, line.lowerBound..<methodEnd)
        guard method.name != HTTPMethod.connect.name else {
            throw .noProxy
        }
        target = try RequestTarget(parsing: bytes, targetStart..<targetEnd)
        // RFC 9112 section 3.2.4: the server as a whole is the target of OPTIONS alone.
        if bytes[targetStart] == UInt8(ascii: "*"), method.name != HTTPMethod.options.name {
            throw .bad("the request target * is for OPTIONS alone")
        }
    }

    private static func version(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) -> HTTPVersion {
        let start = range.lowerBound
        guard range.count == 8, ASCII.equal(bytes, start..<start + 5, ignoringCase: "HTTP/"),
            bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            ASCII.isDigit(bytes[start + 5]), bytes[start + 6] == UInt8(ascii: "."), ASCII.isDigit(bytes[start + 7])
        else { throw .bad("the request line does not end with an HTTP version such as HTTP/1.1") }
        guard bytes[start + 5] == UInt8(ascii: "1") else {
            throw HTTPError(status: 505, reason: "this connection speaks HTTP/1.1")
        }
        return bytes[start + 7] == UInt8(ascii: "0") ? .http1_0 : .http1_1
    }

    private static func method(_ bytes: Span<UInt8>, _ range: Range<Int>) -> HTTPMethod {
        HTTPMethod(RequestTarget.text(bytes, range))
    }
}
