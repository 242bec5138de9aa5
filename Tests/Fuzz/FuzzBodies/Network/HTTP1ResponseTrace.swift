import HTTP

/// What a parser of responses makes of bytes that come in pieces; the pieces of a body are joined.
struct HTTP1ResponseTrace: Equatable {
    enum Event: Equatable {
        case head(status: Int, HTTPVersion, [HTTP1RequestTrace.Field])
        case body([UInt8])
        case end(keepsAlive: Bool)
    }

    private(set) var events: [Event] = []
    private(set) var error: HTTPError?
    private(set) var unread = 0
    private(set) var keepsAlive = false
    private var piecesOfBody: [UInt8] = []

    /// The bodies of all responses together.
    var body: [UInt8] {
        events.flatMap { event in
            if case .body(let bytes) = event { return bytes }
            return []
        }
    }

    /// Reads the answers to requests of `methods`; `closes`: the server closes after the last piece.
    init(_ pieces: [ArraySlice<UInt8>], to methods: [HTTPMethod], closes: Bool, _ limits: HTTPLimits)
        throws(BrokenPromise)
    {
        var parser = HTTP1ResponseParser(limits: limits)
        var buffer = ByteBuffer(capacity: 0)
        var methods = methods[...]
        guard let first = methods.popFirst() else { return }
        parser.expectResponse(to: first)
        for piece in pieces where error == nil {
            buffer.append(Array(piece))
            try run(&parser, &buffer, &methods, limits)
        }
        if error == nil, closes {
            do throws(HTTPError) { try parser.finish() } catch { self.error = error }
        }
        flush()
        keepsAlive = parser.keepsAlive
        unread = error == nil ? buffer.count : 0
        guard let error else { return }
        try holdEqual(error.status, 502, "a server's mistake is no mistake of a client")
        try hold(!keepsAlive, "a connection does not outlive an error")
        do throws(HTTPError) { _ = try parser.next(&buffer) } catch let again {
            try holdEqual(error, again, "a parser that has failed says the same again")
            return
        }
        throw BrokenPromise("a parser that has failed goes on")
    }

    private mutating func run(
        _ parser: inout HTTP1ResponseParser,
        _ buffer: inout ByteBuffer,
        _ methods: inout ArraySlice<HTTPMethod>,
        _ limits: HTTPLimits
    ) throws(BrokenPromise) {
        while true {
            let step: HTTP1ResponseParser.Step
            do throws(HTTPError) { step = try parser.next(&buffer) } catch {
                self.error = error
                return
            }
            switch step {
            case .needMoreBytes:
                return try hold(
                    buffer.count <= limits.maximumHeaderBytes,
                    "no more is kept than a header may have: \(buffer.count)"
                )
            case .head(let head):
                try hold((200...599).contains(head.status), "interim responses are passed over: \(head.status)")
                try hold(head.fields.count <= limits.maximumHeaderFields, "there are no more fields than allowed")
                let fields = (0..<head.fields.count).map { index in
                    let line = head.fields.line(at: index)
                    return HTTP1RequestTrace.Field(name: line.name, value: line.value)
                }
                for field in fields { try field.check() }
                events.append(.head(status: head.status, head.version, fields))
            case .body(let piece):
                try hold(!piece.isEmpty, "a piece of a body is never empty")
                piecesOfBody += piece
            case .end:
                if case .end = events.last, piecesOfBody.isEmpty { return }
                flush()
                events.append(.end(keepsAlive: parser.keepsAlive))
                guard let method = methods.popFirst() else { return }
                parser.expectResponse(to: method)
            }
        }
    }

    private mutating func flush() {
        guard !piecesOfBody.isEmpty else { return }
        events.append(.body(piecesOfBody))
        piecesOfBody = []
    }
}
