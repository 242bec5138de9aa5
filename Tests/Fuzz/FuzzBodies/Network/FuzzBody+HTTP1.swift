import HTTP

extension FuzzBody {
    /// Requests of HTTP/1.x, with limits as they are and with small ones, which inputs of a fuzzer reach.
    static let http1 = FuzzBody(
        "http1",
        maximumLength: 4096,
        seeds: HTTP1Seeds.requests.map { Array($0.utf8) },
        words: HTTP1Seeds.words
    ) { bytes throws(BrokenPromise) in
        for limits in [HTTPLimits(), .small] {
            let whole = try HTTP1RequestTrace([bytes[...]], limits)
            for pieces in Cuts.of(bytes) {
                try holdEqual(whole, HTTP1RequestTrace(pieces, limits), "bytes read the same however they are cut")
            }
            try readAgain(whole, limits)
        }
    }

    /// What was read of a request, written plainly, is read the same: nothing of it could mean something else to the next in line.
    private static func readAgain(_ trace: HTTP1RequestTrace, _ limits: HTTPLimits) throws(BrokenPromise) {
        var head: HTTP1RequestTrace.Head?
        for event in trace.events {
            switch event {
            case .http2: return
            case .head(let new, _, _): head = new
            case .body(let body):
                guard let head else { throw BrokenPromise("a body follows its header") }
                // Texts hold U+FFFD for bytes that are no UTF-8: such a message cannot be written as it came.
                guard !head.fields.contains(where: { $0.value.utf8.contains(0xEF) }) else { continue }
                let again = try HTTP1RequestTrace([HTTP1RequestWire.bytes(head, body: body)[...]], HTTPLimits())
                try holdEqual(again.events.count, 2, "a request that was read and written is one request: \(again)")
                guard case .head(let second, _, _) = again.events[0] else { continue }
                try holdEqual(head.method, second.method, "the method stays")
                try holdEqual(head.path, second.path, "the path stays")
                try holdEqual(head.query, second.query, "the query stays")
                try holdEqual(head.fields, second.fields, "the fields stay")
                try holdEqual(.body(body), again.events[1], "the body stays")
                try holdEqual(again.unread, 0, "nothing is left of one request")
            }
        }
    }
}

extension HTTPLimits {
    /// So small that short inputs come to each of them.
    static let small: HTTPLimits = {
        var limits = HTTPLimits()
        limits.maximumHeaderBytes = 160
        limits.maximumHeaderFields = 4
        limits.maximumTargetBytes = 24
        limits.maximumBodyBytes = 40
        return limits
    }()
}
