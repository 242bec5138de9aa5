import HTTP
import TestSupport
import Testing

@Suite struct `HTTP/1 responses from servers` {
    struct Sample: Sendable, CustomTestStringConvertible {
        var text: String
        var methods: [HTTPMethod] = [.get]
        var closes = false
        var events: [String]
        var testDescription: String { String(text.prefix(60)) }
    }

    static let good: [Sample] = [
        Sample(
            text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            events: ["HTTP/1.1 200 fields=1", "body hello", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            events: ["HTTP/1.1 200 fields=2", "end"]
        ),
        Sample(
            text:
                "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nExpires: 1\r\n\r\n",
            events: ["HTTP/1.1 200 fields=1", "body hello0123456789", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
            events: ["HTTP/1.1 200 fields=1", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nX: a b\t\r\n\r\nuntil the end",
            closes: true,
            events: ["HTTP/1.1 200 fields=1", "body until the end"]
        ),
        Sample(text: "HTTP/1.1 200 OK\r\n\r\n", closes: true, events: ["HTTP/1.1 200 fields=0"]),
        Sample(
            text: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
            events: ["HTTP/1.0 200 fields=1", "body ab", "end"]
        ),
        Sample(
            text: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: Keep-Alive\r\n\r\nab",
            events: ["HTTP/1.0 200 fields=2", "body ab", "end keeps"]
        ),
        Sample(
            text:
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
            events: ["HTTP/1.1 204 fields=0", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
            events: ["HTTP/1.1 304 fields=1", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            methods: [.head],
            events: ["HTTP/1.1 200 fields=1", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            methods: [.head],
            events: ["HTTP/1.1 200 fields=1", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 Tunnel\r\n\r\n",
            methods: [.connect],
            events: ["HTTP/1.1 200 fields=0", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno",
            methods: [.connect],
            events: ["HTTP/1.1 407 fields=1", "body no", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nb",
            methods: [.get, .get],
            events: ["HTTP/1.1 200 fields=1", "body a", "end keeps", "HTTP/1.1 404 fields=1", "body b", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nab",
            events: ["HTTP/1.1 200 fields=2", "body ab", "end keeps"]
        ),
        Sample(
            text: "HTTP/1.1 200 OK\r\nHost: a\r\nHost: b\r\nExpect: x\r\nContent-Length: 0\r\n\r\n",
            events: ["HTTP/1.1 200 fields=4", "end keeps"]
        ),
    ]

    @Test("are read whole, at every split point, and byte by byte", arguments: good)
    func read(sample: Sample) {
        let bytes = Array(sample.text.utf8)
        let whole = HTTP1ResponseTrace([bytes], to: sample.methods, closes: sample.closes)
        #expect(whole.events == sample.events && whole.error == nil && whole.unread == 0, "\(whole)")
        for cut in 1..<bytes.count {
            let split = HTTP1ResponseTrace(
                [Array(bytes[..<cut]), Array(bytes[cut...])],
                to: sample.methods,
                closes: sample.closes
            )
            #expect(split == whole, "cut at \(cut): \(split)")
        }
        #expect(HTTP1ResponseTrace(bytes.map { [$0] }, to: sample.methods, closes: sample.closes) == whole)
    }

    static let bad: [(text: String, reason: String)] = [
        ("", "without an answer"),
        ("H", "in the middle of the header"),
        ("\u{15}\u{3}\u{3}", "https://"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "not HTTP/1.1"),
        ("HTTP/2 200\r\n\r\n", "not HTTP/1.1"),
        ("http/1.1 200 OK\r\n\r\n", "not HTTP/1.1"),
        ("\r\nHTTP/1.1 200 OK\r\n\r\n", "not HTTP/1.1"),
        ("HTTP/1.1 20 OK\r\n\r\n", "status"),
        ("HTTP/1.1 2000 OK\r\n\r\n", "status"),
        ("HTTP/1.1 2x0 OK\r\n\r\n", "three digits"),
        ("HTTP/1.1  200 OK\r\n\r\n", "status"),
        ("HTTP/1.1 099 OK\r\n\r\n", "does not exist"),
        ("HTTP/1.1 600 OK\r\n\r\n", "does not exist"),
        ("HTTP/1.1 200 O\u{1}K\r\n\r\n", "control byte"),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "nobody asked for"),
        ("HTTP/1.1 200 OK\nContent-Length: 0\n\n", "bare line feed"),
        ("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", "folded"),
        ("HTTP/1.1 200 OK\r\nX : a\r\n\r\n", "white space before its colon"),
        ("HTTP/1.1 200 OK\r\nX: a\u{0}b\r\n\r\n", "control byte"),
        ("HTTP/1.1 200 OK\r\nnothing\r\n\r\n", "no colon"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "not a number"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", "differ"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "both"),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "chunked"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "1 bytes of the body were missing"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhell", "missing"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "in the middle of the body"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "in the middle of the body"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "hexadecimal"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", "longer"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "longer than its size"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "in the middle of the header"),
        (String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 17), "interim"),
        ("HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 33_000))\r\n\r\n", "longer than 32768"),
        ("HTTP/1.1 200 OK\r\n\(String(repeating: "X: y\r\n", count: 129))\r\n", "more than 128"),
    ]

    @Test(
        "are refused where two readers could differ, where they end early, and where they have no end",
        arguments: bad
    )
    func refused(text: String, reason: String) {
        let whole = HTTP1ResponseTrace(text, closes: true)
        #expect(whole.error?.hasPrefix("502 ") == true && whole.error?.contains(reason) == true, "\(whole)")
        #expect(!whole.keepsAlive)
        guard text.utf8.count < 1000 else { return }
        let bytes = HTTP1ResponseTrace(text.utf8.map { [$0] }, closes: true)
        #expect(bytes.error == whole.error, "\(bytes)")
    }

    @Test func `an error stays: later calls throw the same one`() {
        var parser = HTTP1ResponseParser(limits: HTTPLimits())
        var buffer = ByteBuffer(capacity: 16)
        parser.expectResponse(to: .get)
        buffer.append("nonsense" as StaticString)
        let first = #expect(throws: HTTPError.self) { _ = try parser.next(&buffer) }
        parser.expectResponse(to: .get)
        let second = #expect(throws: HTTPError.self) { _ = try parser.next(&buffer) }
        #expect(first == second)
    }

    @Test func `a chunked body of any length is handed out piece by piece`() throws {
        var parser = HTTP1ResponseParser(limits: HTTPLimits())
        var buffer = ByteBuffer(capacity: 0)
        parser.expectResponse(to: .get)
        buffer.append("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" as StaticString)
        guard case .head = try parser.next(&buffer) else { Issue.record("no head"); return }
        let chunk = [UInt8](repeating: 7, count: 1 << 20)
        var total = 0
        for _ in 0..<20 {
            buffer.append("100000\r\n" as StaticString)
            buffer.append(chunk)
            buffer.append("\r\n" as StaticString)
            guard case .body(let piece) = try parser.next(&buffer) else { Issue.record("no body"); return }
            total += piece.count
            guard case .needMoreBytes = try parser.next(&buffer) else { Issue.record("more"); return }
            let isDrained = buffer.isEmpty
            #expect(isDrained)
        }
        #expect(total == 20 << 20)
    }

    @Test("never crash the parser, whatever they are", arguments: 0..<10 as Range<UInt64>)
    func random(block: UInt64) {
        for seed in block * 100..<(block + 1) * 100 {
            var random = SeededGenerator(seed: seed)
            var bytes = Array(Self.good[Int(seed) % Self.good.count].text.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
            }
            let whole = HTTP1ResponseTrace([bytes], closes: true)
            let cut = HTTP1ResponseTrace(bytes.map { [$0] }, closes: true)
            #expect(whole.events == cut.events && whole.error == cut.error, "\(whole) or \(cut)")
        }
    }
}
