import HTTP

extension FuzzBody {
    /// Bodies in chunks, against a second and plainer reader, and against one that writes them.
    static let chunks = FuzzBody(
        "chunks",
        maximumLength: 2048,
        seeds: [
            "5;x=\"y\"\r\nhello\r\n00A \r\n0123456789\r\n0\r\nDigest: x\r\n\r\nGET / HTTP/1.1\r\n\r\n", "0\r\n\r\n",
            "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "5\r\nhelloX", "fffffffffffffffff\r\n", "8000000000000000\r\n", "-1\r\n",
            "1\n", "\r\n",
            "3 ;a\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n", "0\r\n folded\r\n\r\n", "0\r\nA\r\n\r\n",
        ].map { Array($0.utf8) },
        words: [
            "0\r\n\r\n", "\r\n", ";", "=", "\"", "7fffffffffffffff", "ffffffffffffffff", "0000000000000000",
            "Trailer: x\r\n", " ", "\t",
        ]
    ) { bytes throws(BrokenPromise) in
        for limits in [HTTPLimits(), .small] { try readAsRequest(bytes, limits) }
        try readAsResponse(bytes)
        try writeAndRead(bytes)
    }

    private static let requestHead = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    private static let responseHead = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)

    private static func readAsRequest(_ bytes: [UInt8], _ limits: HTTPLimits) throws(BrokenPromise) {
        let message = requestHead + bytes
        let plain = PlainChunks(bytes, limits)
        for pieces in Cuts.of(message) + [[message[...]]] {
            let trace = try HTTP1RequestTrace(pieces, limits)
            guard trace.events.count > 1 else {
                try hold(plain == nil, "what a plain reader takes as a body is one: \(plain?.body ?? [])")
                continue
            }
            guard let plain else {
                throw BrokenPromise("what a plain reader does not take as a body is none: \(trace)")
            }
            try holdEqual(trace.events[1], .body(plain.body), "the body is what a plain reader takes it for")
            let rest = try HTTP1RequestTrace([plain.rest[...]], limits)
            try holdEqual(Array(trace.events.dropFirst(2)), rest.events, "the next request starts where the body ends")
        }
    }

    private static func readAsResponse(_ bytes: [UInt8]) throws(BrokenPromise) {
        var limits = HTTPLimits()
        limits.maximumBodyBytes = .max
        let plain = PlainChunks(bytes, limits)
        let message = responseHead + bytes
        for pieces in Cuts.of(message) + [[message[...]]] {
            let trace = try HTTP1ResponseTrace(pieces, to: [.get], closes: false, HTTPLimits())
            let isComplete = trace.events.contains(.end(keepsAlive: true))
            try holdEqual(isComplete, plain != nil, "a response's body is complete where a plain reader's is")
            guard let plain else { continue }
            try holdEqual(trace.body, plain.body, "a response's body is what a plain reader takes it for")
            try holdEqual(trace.unread, plain.rest.count, "nothing after the body is taken")
        }
    }

    /// Takes the bytes as a body, cut into chunks as they say themselves.
    private static func writeAndRead(_ body: [UInt8]) throws(BrokenPromise) {
        for pieces in Cuts.of(body) {
            var message = responseHead
            for piece in pieces {
                var buffer = ByteBuffer(capacity: 0)
                HTTP1ResponseWriter.writeChunk(Array(piece), into: &buffer)
                buffer.withBytes { bytes in for index in bytes.indices { message.append(bytes[index]) } }
            }
            message += Array("0\r\n\r\n".utf8)
            let trace = try HTTP1ResponseTrace([message[...]], to: [.get], closes: false, HTTPLimits())
            try holdEqual(trace.body, body, "what was written in chunks is read from them")
            try holdEqual(trace.events.last, .end(keepsAlive: true), "a body ends with its last chunk")
            try holdEqual(trace.unread, 0, "nothing is left of a body")
        }
    }
}
