import HTTP

/// Runs bytes through a parser, cut as asked, and writes down what came out.
struct HTTP1Trace: Equatable, CustomStringConvertible {
    var events: [String] = []
    var error: HTTPError?
    var unread = 0

    var description: String { events.joined(separator: " | ") + (error.map { " ! \($0)" } ?? "") + " +\(unread)" }

    init(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) {
        var parser = HTTP1RequestParser(limits: limits)
        var buffer = ByteBuffer(capacity: 0)
        for piece in pieces where error == nil {
            buffer.append(piece)
            do throws(HTTPError) { try run(&parser, &buffer) } catch { self.error = error }
        }
        unread = error == nil ? buffer.count : 0
    }

    init(_ text: String, limits: HTTPLimits = HTTPLimits()) {
        self.init([Array(text.utf8)], limits: limits)
    }

    private mutating func run(
        _ parser: inout HTTP1RequestParser,
        _ buffer: inout ByteBuffer
    ) throws(HTTPError) {
        while true {
            switch try parser.next(&buffer) {
            case .needMoreBytes:
                return
            case .http2Preface:
                events.append("h2")
                return
            case .head(let head, let expectsContinue):
                let query = head.query.map { "?" + $0 } ?? ""
                var line = "\(head.method) \(head.path)\(query) \(head.version) @\(head.authority ?? "-")"
                line += " length=\(head.contentLength.map(String.init) ?? "-") fields=\(head.fields.count)"
                if expectsContinue { line += " expects" }
                if parser.keepsAlive { line += " keeps" }
                events.append(line)
            case .body:
                let body = parser.withBody(in: buffer) { string(of: $0) }
                events.append("body \(body.count > 40 ? "of \(body.utf8.count)" : body)")
                parser.finishMessage(&buffer)
            }
        }
    }
}

func string(of bytes: Span<UInt8>) -> String {
    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
}

extension HTTP1Trace {
    /// Connections' worth of bytes, good and bad.
    static let samples: [String] = [
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
}
