import HTTP

/// What a parser of requests makes of bytes that come in pieces.
struct HTTP1RequestTrace: Equatable {
    enum Event: Equatable {
        case head(Head, expectsContinue: Bool, keepsAlive: Bool)
        case body([UInt8])
        case http2
    }

    /// Everything that is known of a request, in a form that can be compared.
    struct Head: Equatable {
        let method: String
        let path: String
        let query: String?
        let authority: String?
        let contentLength: Int?
        let version: HTTPVersion
        let fields: [Field]
    }

    struct Field: Equatable {
        let name: String
        let value: String
    }

    private(set) var events: [Event] = []
    private(set) var error: HTTPError?
    private(set) var unread = 0

    /// Reads all pieces, and holds the parser to what it promises at each step.
    init(_ pieces: [ArraySlice<UInt8>], _ limits: HTTPLimits) throws(BrokenPromise) {
        var parser = HTTP1RequestParser(limits: limits)
        var buffer = ByteBuffer(capacity: 0)
        for piece in pieces where error == nil {
            buffer.append(Array(piece))
            try run(&parser, &buffer, limits)
        }
        unread = error == nil ? buffer.count : 0
        guard let error else { return }
        do throws(HTTPError) { _ = try parser.next(&buffer) } catch let again {
            try holdEqual(error, again, "a parser that has failed says the same again")
            try hold(!parser.keepsAlive, "a connection does not outlive an error")
            return
        }
        throw BrokenPromise("a parser that has failed goes on")
    }

    private mutating func run(
        _ parser: inout HTTP1RequestParser,
        _ buffer: inout ByteBuffer,
        _ limits: HTTPLimits
    ) throws(BrokenPromise) {
        while true {
            let step: HTTP1RequestParser.Step
            do throws(HTTPError) { step = try parser.next(&buffer) } catch {
                self.error = error
                return
            }
            try hold(
                parser.heldBytes <= max(limits.maximumBodyBytes, 4096),
                "the parser holds no more than a body may have"
            )
            switch step {
            case .needMoreBytes:
                // Leading empty lines stand in the buffer, too.
                let isBounded = !parser.isReadingHead || buffer.count <= limits.maximumHeaderBytes + 16
                return try hold(isBounded, "no more than a header may have is kept of a header: \(buffer.count)")
            case .http2Preface:
                if events.last != .http2 { events.append(.http2) }
                return
            case .head(let head, let expectsContinue):
                let read = Head(head)
                try read.check(limits)
                events.append(.head(read, expectsContinue: expectsContinue, keepsAlive: parser.keepsAlive))
            case .body:
                let body = parser.withBody(in: buffer) { bytes in bytes.indices.map { bytes[$0] } }
                try check(body, limits)
                events.append(.body(body))
                parser.finishMessage(&buffer)
            }
        }
    }

    private func check(_ body: [UInt8], _ limits: HTTPLimits) throws(BrokenPromise) {
        guard case .head(let head, _, _) = events.last else { throw BrokenPromise("a body follows its header") }
        try hold(body.count <= limits.maximumBodyBytes, "a body is within its limit: \(body.count)")
        guard let length = head.contentLength else { return }
        try holdEqual(length, body.count, "a body is as long as Content-Length says")
    }
}

extension HTTP1RequestTrace.Head {
    init(_ head: HTTPRequestHead) {
        method = head.method.name
        path = head.path
        query = head.query
        authority = head.authority
        contentLength = head.contentLength
        version = head.version
        fields = (0..<head.fields.count).map { index in
            let line = head.fields.line(at: index)
            return HTTP1RequestTrace.Field(name: line.name, value: line.value)
        }
    }

    /// What a handler may rely on.
    func check(_ limits: HTTPLimits) throws(BrokenPromise) {
        try hold(
            path.utf8.first == UInt8(ascii: "/") || path == "*",
            "a path starts with a slash, or is the star: \(path)"
        )
        try hold(path.utf8.count <= limits.maximumTargetBytes, "a path is within its limit")
        try hold(!path.utf8.contains(UInt8(ascii: "?")), "a path holds no query")
        try hold(fields.count <= limits.maximumHeaderFields, "there are no more fields than allowed")
        try hold(
            version != .http1_0 || fields.allSatisfy { !$0.isTransferEncoding },
            "HTTP/1.0 has no transfer codings"
        )
        for field in fields { try field.check() }
    }
}

extension HTTP1RequestTrace.Field {
    var isTransferEncoding: Bool { name.lowercased() == "transfer-encoding" }

    /// What whoever reads a field may rely on.
    func check() throws(BrokenPromise) {
        try hold(!name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a name is a token: \(name)")
        let ends = [value.utf8.first, value.utf8.last]
        try hold(!ends.contains(0x20) && !ends.contains(0x09), "a value has no blanks at its ends: \(self)")
        try hold(
            value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 },
            "a value holds no control bytes: \(self)"
        )
    }
}
