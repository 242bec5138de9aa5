import HTTP
import Testing

@Suite struct `HTTP/1 requests that are understood` {
    @Test(
        "request",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 @a length=- fields=1 keeps"),
            ("GET /p?a=b?c HTTP/1.1\r\nHost: a:8443\r\n\r\n", "GET /p?a=b?c HTTP/1.1 @a:8443 length=- fields=1 keeps"),
            ("GET /? HTTP/1.1\r\nHost: [::1]:443\r\n\r\n", "GET /? HTTP/1.1 @[::1]:443 length=- fields=1 keeps"),
            ("GET http://x.y HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 @x.y length=- fields=1 keeps"),
            ("GET HTTPS://x:1?q HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?q HTTP/1.1 @x:1 length=- fields=1 keeps"),
            ("OPTIONS * HTTP/1.1\r\nhost:\t a \t\r\n\r\n", "OPTIONS * HTTP/1.1 @a length=- fields=1 keeps"),
            ("BREW /pot HTTP/1.1\r\nHost:\r\n\r\n", "BREW /pot HTTP/1.1 @ length=- fields=1 keeps"),
            ("GET / HTTP/1.9\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 @a length=- fields=1 keeps"),
            ("GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0 @- length=- fields=0"),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / HTTP/1.0 @- length=- fields=1 keeps"),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", "GET / HTTP/1.1 @a length=- fields=2"),
            (
                "GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.0 @- length=- fields=2"
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 0\r\nContent-Length: 00\r\n\r\n",
                "POST / HTTP/1.1 @a length=0 fields=3 keeps"
            ),
            // No body is to come, so nobody waits; and an HTTP/1.0 client could not read the interim response.
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", "GET / HTTP/1.1 @a length=- fields=2 keeps"),
            (
                "POST / HTTP/1.0\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n",
                "POST / HTTP/1.0 @- length=0 fields=2"
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{e9}\u{80}\r\nY:\r\n\r\n", "GET / HTTP/1.1 @a length=- fields=3 keeps"),
        ]
    )
    func request(text: String, expected: String) {
        let trace = HTTP1Trace(text)
        #expect(trace.error == nil)
        #expect(trace.events == [expected, "body "])
        #expect(trace.unread == 0)
    }

    @Test func `expect 100-continue is reported with the header`() {
        let trace = HTTP1Trace("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n")
        #expect(trace.events == ["POST / HTTP/1.1 @a length=2 fields=3 expects keeps"])
    }

    @Test func `pipelined requests come one after the other`() {
        let one = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        let trace = HTTP1Trace(one + "\r\n" + one)
        let event = "POST /a HTTP/1.1 @a length=3 fields=2 keeps"
        #expect(trace.events == [event, "body abc", event, "body abc"])
    }

    @Test func `fields are found without regard to case and in order`() throws {
        let parsed = try head("GET / HTTP/1.1\r\nHost: a\r\nACCEPT: x \r\nAccept:\ty;z\r\nEmpty:\r\n\r\n")
        #expect(parsed.fields["accept"] == "x")
        #expect(parsed.fields.values(of: "Accept") == ["x", "y;z"])
        #expect(parsed.fields["empty"] == "")
        #expect(parsed.fields["none"] == nil)
        #expect(parsed.fields.contains("HOST"))
        #expect(parsed.fields.line(at: 1) == ("ACCEPT", "x"))
        #expect(parsed.fields.withValue(of: "accept") { $0.count } == 1)
        #expect(parsed.fields.description == "Host, ACCEPT, Accept, Empty")
        #expect(parsed.description == "GET / HTTP/1.1")
    }

    @Test func `idle is the time before the first byte of a request`() throws {
        var parser = HTTP1RequestParser(limits: HTTPLimits())
        var buffer = ByteBuffer(capacity: 16)
        #expect(parser.isIdle == true)
        buffer.append("\r\n" as StaticString)
        _ = try parser.next(&buffer)
        #expect(parser.isIdle == true)
        buffer.append("G" as StaticString)
        _ = try parser.next(&buffer)
        #expect(!parser.isIdle && parser.isReadingHead)
        buffer.append("ET / HTTP/1.1\r\nHost: a\r\n\r\n" as StaticString)
        _ = try parser.next(&buffer)
        #expect(!parser.isIdle && !parser.isReadingHead)
        _ = try parser.next(&buffer)
        parser.finishMessage(&buffer)
        #expect(parser.isIdle && buffer.isEmpty)
    }

    private func head(_ text: String) throws -> HTTPRequestHead {
        var parser = HTTP1RequestParser(limits: HTTPLimits())
        var buffer = ByteBuffer(capacity: 0)
        buffer.append(text)
        guard case .head(let head, _) = try parser.next(&buffer) else {
            throw HTTPError(status: 500, reason: "no head")
        }
        return head
    }
}
