import HTTP

extension FuzzBody {
    /// Sessions of HTTP/2: frames of a client, and what the server does in between.
    static let http2 = FuzzBody(
        "http2",
        maximumLength: 2048,
        seeds: [
            [0, 1, 1, 0, 2, 3, 3, 0, 3, 4, 3, 1, 3, 2, 0, 4, 0, 0, 1, 0, 0, 0],
            [0, 5, 0, 4, 0, 0, 0, 10, 1, 1, 0, 4, 1, 0, 0, 2, 0, 0],
            [0, 1, 1, 1, 3, 6, 1, 8, 15, 0, 1, 5, 0, 15, 1, 0],
            [0, 8, 4, 1, 5, 0x82, 0x87, 0x84, 0x41, 0x01, 0x61, 9, 4, 1, 3, 0x10, 1, 0x78],
            [0, 11, 14] + Array("content-length".utf8) + [1, 0x35, 1, 3, 1, 1, 4, 0],
            [0, 11, 6] + Array("expect".utf8) + [12] + Array("100-continue".utf8) + [1, 0],
            [0, 10, 4, 1, 3, 0, 1, 4, 3, 1, 1, 4, 0], [0, 7, 0, 12, 2, 0, 1, 5, 0, 0, 0, 3, 16, 13, 4, 0, 0, 0, 0, 0],
            [0xFF, 13, 24] + HTTP2Script.preface,
        ],
        words: [
            ":method", ":path", ":scheme", ":authority", "host", "content-length", "transfer-encoding", "connection",
            "te", "trailers",
            "expect", "100-continue", "\u{7}", "\u{0}\u{0}\u{0}", "/",
        ]
    ) { bytes throws(BrokenPromise) in
        let script = HTTP2Script(bytes)
        for limits in [HTTPLimits(), .small] {
            var run = try HTTP2SessionRun(limits)
            try run.run(script)
        }
        try readInPieces(script)
    }

    /// Bytes mean the same however they are cut, as long as the server does nothing in between.
    private static func readInPieces(_ script: HTTP2Script) throws(BrokenPromise) {
        let bytes = script.steps.flatMap { step in
            if case .send(let bytes) = step { return bytes }
            return []
        }
        let whole = try events([bytes[...]])
        for pieces in Cuts.of(bytes) {
            let cut = try events(pieces)
            // nghttp2 counts a CONTINUATION once for each piece in which its first nine bytes come, and gives up after eight.
            if cut.last?.contains("Too many CONTINUATION") == true { continue }
            // Of a client that has said goodbye, and has nothing open, nghttp2 reads to the end of a piece and nothing more.
            if cut.first == goodbye { continue }
            try holdEqual(whole.first == end, cut.first == end, "the same bytes end a session: \(whole), \(cut)")
            if whole.first != end { try holdEqual(whole, cut, "frames mean the same however they are cut") }
        }
    }

    private static let end = "the end"
    private static let goodbye = "goodbye"

    /// What bytes have come to: nothing more than that where the session ends for them, or has come to its end, since the library's reason depends on how
    /// they came.
    private static func events(_ pieces: [ArraySlice<UInt8>]) throws(BrokenPromise) -> [String] {
        let session: HTTP2ServerSession
        do throws(HTTPError) { session = try HTTP2ServerSession(limits: .small) } catch {
            throw BrokenPromise("a session starts: \(error)")
        }
        for piece in pieces {
            do throws(HTTPError) { try session.receive(Array(piece).span) } catch { return [end, "\(error)"] }
        }
        var told: [String] = []
        while let event = session.nextEvent() {
            switch event {
            case .head(let id, let head, let endOfStream):
                told.append("\(id) \(HTTP1RequestTrace.Head(head)) \(endOfStream)")
            case .request(let id, _, let body): told.append("\(id) \(body)")
            case .reset(let id): told.append("\(id) reset")
            case .refused(let id, let error): told.append("\(id) \(error)")
            }
        }
        var output = ByteBuffer(capacity: 0)
        session.takeOutput(into: &output, upTo: .max)
        let bytes = output.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        var reader = HTTP2FrameReader()
        try reader.receive(bytes)
        if reader.goAways > 0 { return [end] }
        return session.isFinished ? [goodbye] : told + ["\(bytes)"]
    }
}
