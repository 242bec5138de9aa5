import HTTP
import Testing

@Suite struct `Chunked bodies` {
    static let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(
        "decode",
        arguments: [
            ("0\r\n\r\n", ""),
            ("5\r\nhello\r\n0\r\n\r\n", "hello"),
            ("000000000000005\r\nhello\r\n000\r\n\r\n", "hello"),
            ("a\r\n0123456789\r\nA;x\r\n0123456789\r\n0;last\r\n\r\n", "01234567890123456789"),
            ("5 ; a = \"b\\\"c\" ;d\r\nhello\r\n0\r\n\r\n", "hello"),
            ("2\r\n\r\n\r\n0\r\nExpires: 1\r\nX:\r\n\r\n", "\r\n"),
        ]
    )
    func decoded(body: String, expected: String) {
        let trace = HTTP1Trace(Self.head + body + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(trace.error == nil)
        #expect(trace.events.dropFirst().first == "body \(expected)")
        #expect(trace.events.count == 4)
    }

    @Test(
        "refused",
        arguments: [
            (400, "\r\n"),
            (400, "x\r\n"),
            (400, "0x5\r\nhello\r\n"),
            (400, " 5\r\nhello\r\n"),
            (400, "-5\r\n"),
            (400, "5\nhello\r\n"),
            (400, "5\rhello\r\n"),
            (400, "5;a\nhello\r\n"),
            (400, "5;\u{1}\r\nhello\r\n"),
            (400, "5 5\r\nhello\r\n"),
            (400, "5\r\nhello!\r\n"),
            (400, "5\r\nhello\n0\r\n"),
            (400, "5\r\nhello\r0\r\n"),
            (400, "00000000000000000\r\n"),
            (400, "0\r\n\n"),
            (400, "0\r\nX: a\n\r\n"),
            (400, "0\r\n folded\r\n\r\n"),
            (400, "0\r\nno colon\r\n\r\n"),
            (413, "FFFFFFFFFFFFFFFF\r\n"),
            (413, "7FFFFFFFFFFFFFFF\r\n"),
            (413, "800001\r\n"),
            (400, "1;\(String(repeating: "e", count: 33_000))"),
            (431, "0\r\nX: \(String(repeating: "t", count: 33_000))"),
            (431, "0\r\n\(String(repeating: "X:\r\n", count: 200))"),
        ]
    )
    func refused(status: Int, body: String) {
        let whole = HTTP1Trace(Self.head + body)
        #expect(whole.error?.status == status, "\(whole)")
        #expect(whole.events.count == 1)
        let bytes = HTTP1Trace((Self.head + body).utf8.map { [$0] })
        #expect(bytes == whole)
    }

    @Test func `the sum of the chunks is bounded by the body limit`() {
        var limits = HTTPLimits()
        limits.maximumBodyBytes = 10
        #expect(HTTP1Trace(Self.head + "5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n", limits: limits).events.count == 2)
        #expect(HTTP1Trace(Self.head + "5\r\nhello\r\n6\r\n", limits: limits).error?.status == 413)
    }

    @Test func `extensions of many chunks are bounded together`() {
        let chunk = "1;\(String(repeating: "e", count: 1000))\r\nz\r\n"
        #expect(HTTP1Trace(Self.head + String(repeating: chunk, count: 40)).error?.status == 400)
    }
}
