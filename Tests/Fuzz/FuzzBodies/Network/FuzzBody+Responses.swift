import HTTP

extension FuzzBody {
    /// What servers answer to the client.
    ///
    /// The first byte says to which requests, and whether the server closes then.
    static let responses = FuzzBody(
        "responses",
        maximumLength: 4096,
        seeds: zip(HTTP1Seeds.responses.indices, HTTP1Seeds.responses).map { [UInt8($0 % 8)] + Array($1.utf8) }
            + HTTP1Seeds.responses.map { [0x80] + Array($0.utf8) },
        words: HTTP1Seeds.words + [
            "HTTP/1.1 ", "HTTP/1.0 ", "100 Continue\r\n\r\n", "101 ", "103 ", "200 OK\r\n", "204 ", "304 ", "401 ",
            "599 ", "600 ", "099 ",
        ]
    ) { input throws(BrokenPromise) in
        guard let first = input.first else { return }
        let bytes = Array(input.dropFirst())
        let kinds: [HTTPMethod] = [.get, .head, .connect, .post]
        let methods = [first & 3, first >> 2 & 3, first >> 4 & 3].map { kinds[Int($0)] }
        for limits in [HTTPLimits(), .small] {
            for closes in [false, true] {
                let whole = try HTTP1ResponseTrace([bytes[...]], to: methods, closes: closes, limits)
                for pieces in Cuts.of(bytes) {
                    let cut = try HTTP1ResponseTrace(pieces, to: methods, closes: closes, limits)
                    try holdEqual(whole, cut, "bytes read the same however they are cut")
                }
                try checkFraming(whole, methods, wasClosed: closes)
            }
        }
    }

    /// Holds each response to the rules of RFC 9112 section 6.3.
    private static func checkFraming(
        _ trace: HTTP1ResponseTrace,
        _ methods: [HTTPMethod],
        wasClosed: Bool
    ) throws(BrokenPromise) {
        var answered = 0
        var expected: Int?
        var length = 0
        for event in trace.events {
            switch event {
            case .head(let status, _, let fields):
                let method = methods[min(answered, methods.count - 1)]
                let isBare = method == .head || status == 204 || status == 304 || method == .connect && status < 300
                let lengths = fields.filter { $0.name.lowercased() == "content-length" }.map(\.value)
                let isChunked = fields.contains(where: \.isTransferEncoding)
                try hold(!isChunked || lengths.isEmpty, "a response does not have two lengths")
                expected =
                    isBare
                    ? 0
                    : isChunked
                        ? nil
                        : lengths.first?.split(separator: ",").first.flatMap {
                            Int($0.filter { $0 != " " && $0 != "\t" })
                        }
                length = 0
            case .body(let bytes):
                length = bytes.count
                if let expected {
                    try hold(length <= expected, "a body is no longer than announced: \(length) of \(expected)")
                }
            case .end:
                if let expected { try holdEqual(length, expected, "a body that has ended is as long as announced") }
                answered += 1
            }
        }
    }
}
