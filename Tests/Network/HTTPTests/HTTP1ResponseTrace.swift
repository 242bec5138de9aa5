import HTTP

/// Runs bytes through a response parser, cut as asked, and writes down what came out; the pieces of a body are joined.
struct HTTP1ResponseTrace: Equatable, CustomStringConvertible {
    private(set) var events: [String] = []
    private(set) var error: String?
    private(set) var unread = 0
    private(set) var keepsAlive = false
    private var body: [UInt8] = []

    var description: String { events.joined(separator: " | ") + (error.map { " ! \($0)" } ?? "") + " +\(unread)" }

    /// Reads the responses to requests of `methods`; `closes`: the server closes after the last piece.
    init(
        _ pieces: [[UInt8]],
        to methods: [HTTPMethod] = [.get],
        closes: Bool = false,
        limits: HTTPLimits = HTTPLimits()
    ) {
        var parser = HTTP1ResponseParser(limits: limits)
        var buffer = ByteBuffer(capacity: 0)
        var methods = methods[...]
        if let method = methods.popFirst() { parser.expectResponse(to: method) }
        do throws(HTTPError) {
            for piece in pieces {
                buffer.append(piece)
                try run(&parser, &buffer, &methods)
            }
            if closes { try parser.finish() }
        } catch {
            self.error = "\(error.status) \(error.reason)"
        }
        flush()
        keepsAlive = parser.keepsAlive
        unread = error == nil ? buffer.count : 0
    }

    init(_ text: String, to methods: [HTTPMethod] = [.get], closes: Bool = false, limits: HTTPLimits = HTTPLimits()) {
        self.init([Array(text.utf8)], to: methods, closes: closes, limits: limits)
    }

    private mutating func run(
        _ parser: inout HTTP1ResponseParser,
        _ buffer: inout ByteBuffer,
        _ methods: inout ArraySlice<HTTPMethod>
    ) throws(HTTPError) {
        while true {
            switch try parser.next(&buffer) {
            case .needMoreBytes: return
            case .head(let head): events.append("\(head.version) \(head.status) fields=\(head.fields.count)")
            case .body(let piece): body += piece
            case .end:
                if events.last?.hasPrefix("end") == true && body.isEmpty && methods.isEmpty { return }
                flush()
                events.append("end" + (parser.keepsAlive ? " keeps" : ""))
                guard let method = methods.popFirst() else { return }
                parser.expectResponse(to: method)
            }
        }
    }

    private mutating func flush() {
        guard !body.isEmpty else { return }
        events.append("body \(body.count > 40 ? "of \(body.count)" : String(decoding: body, as: UTF8.self))")
        body = []
    }
}
