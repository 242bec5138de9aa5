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
                let body = parser.withBody(in: buffer) { bytes in
                    bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
                }
                events.append("body \(body.count > 40 ? "of \(body.utf8.count)" : body)")
                parser.finishMessage(&buffer)
            }
        }
    }
}
