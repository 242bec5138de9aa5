import HTTP
import Testing

@Suite struct `HTTP/1 requests that are refused` {
    @Test(
        "header",
        arguments: [
            // Request line
            (400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
            (400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET /\r\nHost: a\r\n\r\n"),
            (400, "GET\r\n\r\n"),
            (400, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET / HTTP/11\r\nHost: a\r\n\r\n"),
            (400, "GET / HTTP/1.x\r\nHost: a\r\n\r\n"),
            (505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
            (505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n"),
            (505, "\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            (400, "GET mutate HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET /#f HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET /\r/ HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "GET *x HTTP/1.1\r\nHost: a\r\n\r\n"),
            (501, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            (400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            // Field lines
            (400, "GET / HTTP/1.1\nHost: a\n\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
            (400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX\u{e9}: x\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: 12345678\09\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1}\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1234567\u{7f}\r\n\r\n"),
            // Host
            (400, "GET / HTTP/1.1\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
            (400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
            (400, "GET http://a/ HTTP/1.1\r\n\r\n"),
            // Length
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5,\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"),
            (413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8388609\r\n\r\n"),
            (413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\n"),
            (413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n"),
            // Transfer coding
            (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n"),
            (400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n"),
            (400, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
            (501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
            (501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
            (501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"),
            // Expectation
            (417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n"),
        ]
    )
    func header(status: Int, text: String) {
        let trace = HTTP1Trace(text)
        #expect(trace.error?.status == status, "\(trace)")
        #expect(trace.events.isEmpty, "refused before the header is handed on")
        #expect(trace.error?.reason.contains("\n") == false)
    }

    static let limits = {
        var limits = HTTPLimits()
        limits.maximumHeaderBytes = 200
        limits.maximumTargetBytes = 20
        limits.maximumHeaderFields = 3
        limits.maximumBodyBytes = 10
        return limits
    }()

    @Test(
        "limits",
        arguments: [
            (414, "GET /\(String(repeating: "x", count: 20)) HTTP/1.1\r\nHost: a\r\n\r\n"),
            (414, "GET /\(String(repeating: "x", count: 200))"),
            (414, "GET /\(String(repeating: "x", count: 500)) HTTP/1.1\r\nHost: a\r\n\r\n"),
            (431, "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 200))"),
            (431, "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 200))\r\n\r\n"),
            (431, "GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\nC:\r\n\r\n"),
            (413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"),
        ]
    )
    func limit(status: Int, text: String) {
        #expect(HTTP1Trace(text, limits: Self.limits).error?.status == status)
        #expect(HTTP1Trace(text.utf8.map { [$0] }, limits: Self.limits).error?.status == status)
    }

    @Test func `a header and a body of exactly the limit pass`() {
        let start = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nX: "
        let text = start + String(repeating: "x", count: 200 - start.utf8.count - 4) + "\r\n\r\n0123456789"
        #expect(HTTP1Trace(text, limits: Self.limits).events.last == "body 0123456789")
        #expect(HTTP1Trace(text.utf8.map { [$0] }, limits: Self.limits).events.last == "body 0123456789")
    }

    @Test func `an error stays`() throws {
        var parser = HTTP1RequestParser(limits: HTTPLimits())
        var buffer = ByteBuffer(capacity: 0)
        buffer.append("BAD\r\n" as StaticString)
        let first = try #require(throws: HTTPError.self) { try parser.next(&buffer) }
        buffer.removeAll()
        buffer.append("GET / HTTP/1.1\r\nHost: a\r\n\r\n" as StaticString)
        #expect(throws: first) { try parser.next(&buffer) }
        #expect(parser.keepsAlive == false)
    }
}
