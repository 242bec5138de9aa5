import HTTP
import Testing

@Suite struct `HTTP/1 input may be cut anywhere` {
    @Test("every split point gives the same events", arguments: HTTP1Trace.samples)
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

    @Test("byte at a time gives the same events", arguments: HTTP1Trace.samples)
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
