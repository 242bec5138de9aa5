/// What the field lines say about the message's length and the connection's future (RFC 9112 sections 6 and 9).
///
/// Anything that two programs could read in two ways is refused, since a proxy in front may read it the other way
/// (request smuggling).
struct HTTP1Framing {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var expectsContinue = false
    private var hasHost = false
    private var hasTransferEncoding = false
    private var saysClose = false
    private var saysKeepAlive = false

    /// Notes a field line if it is one that matters here.
    mutating func note(_ line: HTTPFields.Line, in bytes: Span<UInt8>) throws(HTTPError) {
        let name = line.name
        switch name.count {
        case 4 where ASCII.equal(bytes, name, ignoringCase: "host"):
            try noteHost(bytes, line.value)
        case 6 where ASCII.equal(bytes, name, ignoringCase: "expect"):
            guard ASCII.equal(bytes, line.value, ignoringCase: "100-continue") else {
                throw .unknownExpectation
            }
            expectsContinue = true
        case 10 where ASCII.equal(bytes, name, ignoringCase: "connection"):
            noteConnection(bytes, line.value)
        case 14 where ASCII.equal(bytes, name, ignoringCase: "content-length"):
            try noteContentLength(bytes, line.value)
        case 17 where ASCII.equal(bytes, name, ignoringCase: "transfer-encoding"):
            try noteTransferEncoding(bytes, line.value)
        default: break
        }
    }

    /// Notes a field line of a response, where Host and Expect mean nothing.
    mutating func noteResponse(_ line: HTTPFields.Line, in bytes: Span<UInt8>) throws(HTTPError) {
        guard line.name.count > 6 else { return }
        try note(line, in: bytes)
    }

    /// Checks what only the whole header of a response shows.
    func finishResponse(version: HTTPVersion) throws(HTTPError) {
        guard hasTransferEncoding else { return }
        guard contentLength == nil else { throw .bad("the header has both Content-Length and Transfer-Encoding") }
        guard version != .http1_0 else { throw .bad("Transfer-Encoding does not exist in HTTP/1.0") }
    }

    /// Checks what only the whole header shows.
    mutating func finish(version: HTTPVersion, limits: HTTPLimits) throws(HTTPError) {
        if hasTransferEncoding {
            guard contentLength == nil else {
                throw .bad("the header has both Content-Length and Transfer-Encoding")
            }
            guard version != .http1_0 else { throw .bad("Transfer-Encoding does not exist in HTTP/1.0") }
        }
        if version != .http1_0, !hasHost { throw .bad("the header has no Host field") }
        if let contentLength, contentLength > limits.maximumBodyBytes { throw .bodyTooLarge(limits) }
        // RFC 9110 section 10.1.1: an HTTP/1.0 client cannot take a 100 response, and without a body none is due.
        if version == .http1_0 || !hasBody { expectsContinue = false }
    }

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    func keepsAlive(version: HTTPVersion) -> Bool {
        saysClose ? false : version == .http1_0 ? saysKeepAlive : true
    }

    private mutating func noteHost(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(HTTPError) {
        guard !hasHost else { throw .bad("the header has more than one Host field") }
        hasHost = true
        for index in value where !ASCII.isAuthority(bytes[index]) {
            throw .bad("the Host field is not a host and port")
        }
    }

    private mutating func noteConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        ListElements.forEach(in: bytes, value) { element in
            if ASCII.equal(bytes, element, ignoringCase: "close") { saysClose = true }
            if ASCII.equal(bytes, element, ignoringCase: "keep-alive") { saysKeepAlive = true }
        }
    }

    private mutating func noteContentLength(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(HTTPError) {
        var position = value.lowerBound
        // RFC 9110 section 8.6: a list of equal numbers may be taken as one; anything else is refused.
        while true {
            let element = ListElements.next(in: bytes, from: &position, to: value.upperBound)
            let number = try Self.number(bytes, element)
            guard contentLength == nil || contentLength == number else {
                throw .bad("the header has two Content-Length values that differ")
            }
            contentLength = number
            guard position < value.upperBound else { break }
            position += 1
        }
    }

    /// Digits only; a number beyond `Int` becomes `Int.max`, which every limit refuses.
    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) -> Int {
        guard !range.isEmpty else { throw .bad("Content-Length is empty") }
        var number = 0
        for index in range {
            guard ASCII.isDigit(bytes[index]) else { throw .bad("Content-Length is not a number") }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(Int(bytes[index] &- UInt8(ascii: "0")))
            number = overflows || overflowsToo ? .max : sum
        }
        return number
    }

    private mutating func noteTransferEncoding(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(HTTPError) {
        guard !hasTransferEncoding else { throw .bad("the header has more than one Transfer-Encoding field") }
        hasTransferEncoding = true
        if ASCII.equal(bytes, value, ignoringCase: "chunked") {
            isChunked = true
            return
        }
        var codings = 0
        var chunkedCodings = 0
        ListElements.forEach(in: bytes, value) { element in
            codings += 1
            if ASCII.equal(bytes, element, ignoringCase: "chunked") { chunkedCodings += 1 }
        }
        guard codings > chunkedCodings else { throw .bad("Transfer-Encoding must be exactly: chunked") }
        throw HTTPError(status: 501, reason: "the only transfer coding that is understood is chunked")
    }
}
