import HTTP
import Testing

@Suite struct `HTTP/1 input may be cut anywhere` {
    static let streams = [
        "POST /mutate?timeout=5s HTTP/1.1\r\nHost: w.ns.svc:443\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\nhello\r\n00A \r\n0123456789\r\n0\r\nDigest: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nGET http://h:1/p?q HTTP/1.0\r\nConnection: keep-alive\r\n\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nGE",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nabc",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX",
        "\u{16}\u{3}\u{1}",
        "GET / HTTP/1.1\nHost: a\n\n",
    ]

    @Test("every split point gives the same events", arguments: streams)
    func everySplit(stream: String) {
        let bytes = Array(stream.utf8)
        let whole = HTTP1Trace([bytes])
        #expect(!whole.events.isEmpty || whole.error != nil)
        for cut in 1..<bytes.count {
            let split = HTTP1Trace([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(split.error == whole.error && split.unread == whole.unread, "cut at \(cut): \(split)")
            #expect(deduplicated(split) == deduplicated(whole), "cut at \(cut)")
        }
    }

    @Test("byte at a time gives the same events", arguments: streams)
    func byteAtATime(stream: String) {
        let whole = HTTP1Trace(stream)
        let bytes = HTTP1Trace(stream.utf8.map { [$0] })
        #expect(bytes.error == whole.error && bytes.unread == whole.unread)
        #expect(deduplicated(bytes) == deduplicated(whole))
    }

    /// The preface is reported at each call, since nothing of it is consumed.
    private func deduplicated(_ trace: HTTP1Trace) -> [String] {
        trace.events.first == "h2" ? ["h2"] : trace.events
    }

    @Test func `a slow sender costs work in proportion to what it sends`() throws {
        // 30 KB of header and 100,000 one-byte chunks, a byte at a time: seconds if any byte were looked at again.
        var text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        text += "X: " + String(repeating: "x", count: 30_000)
        text += "\r\n\r\n" + String(repeating: "1\r\nz\r\n", count: 100_000) + "0\r\n\r\n"
        let trace = HTTP1Trace(text.utf8.map { [$0] })
        #expect(trace.error == nil)
        #expect(trace.events.last == "body of 100000")
    }
}
