@testable import HTTP

extension FuzzBody {
    /// What is written of requests and responses whose parts somebody else has chosen.
    ///
    /// Parts end in a zero: a first byte for the kind, method, target and authority, names and values of fields in turns, and the rest is the body.
    static let writers = FuzzBody(
        "writers",
        maximumLength: 512,
        seeds: [
            "\u{1}POST\u{0}/mutate?x\u{0}a:443\u{0}Content-Type\u{0}application/json\u{0}{}",
            "\u{2}GET\u{0}/\u{0}a\u{0}X\u{0}a\r\nSet-Cookie: b\u{0}",
            "\u{3}GET\u{0}/ HTTP/1.1\r\nHost: b\r\n\r\nGET /\u{0}a\u{0}",
            "\u{4}HEAD\u{0}*\u{0}[::1]:1\u{0}Connection\u{0}close\u{0}Upgrade\u{0}h2c\u{0}x",
            "\u{5}GE T\u{0}http://a/b\u{0}a b\u{0}X:\u{0} \t\u{0}Transfer-Encoding\u{0}chunked\u{0}0\r\n\r\n",
        ].map { Array($0.utf8) },
        words: HTTP1Seeds.words
    ) { bytes throws(BrokenPromise) in
        guard let kind = bytes.first else { return }
        var parts = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
        let body = parts.popLast() ?? []
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        let names = (texts + ["", "", ""]).prefix(3)
        var fields: [(name: String, value: String)] = []
        for index in stride(from: 3, to: texts.count - 1, by: 2) { fields.append((texts[index], texts[index + 1])) }
        try writeRequest(names[0], names[1], names[2], fields, kind & 1 == 0 ? nil : body)
        try writeResponse([200, 204, 304, 404, 503][Int(kind) % 5], fields, body, isHEAD: kind & 0x80 != 0)
    }

    private static func writeRequest(
        _ method: String,
        _ target: String,
        _ authority: String,
        _ fields: [(name: String, value: String)],
        _ body: [UInt8]?
    ) throws(BrokenPromise) {
        var lines = HTTPFields()
        for field in fields { lines.append(name: field.name, value: field.value) }
        var buffer = ByteBuffer(capacity: 0)
        do throws(HTTPError) {
            try HTTP1RequestWriter.write(
                method: HTTPMethod(method),
                target: target,
                authority: authority,
                fields: lines,
                body: body,
                into: &buffer
            )
        } catch {
            return try hold(buffer.isEmpty, "of a request that cannot be sent nothing is written")
        }
        let written = buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        var limits = HTTPLimits()
        limits.maximumHeaderFields = 1000
        let read = try HTTP1RequestTrace([written[...]], limits)
        // What is good for a proxy or for another server may be nothing for ours: that is then said, and nothing else is read into it.
        guard read.error == nil else {
            return try hold(read.events.count <= 1, "what is refused is one request: \(read)")
        }
        try hold(read.events.count == 2 && read.unread == 0, "what is written is one request: \(read)")
        guard case .head(let head, _, let keepsAlive) = read.events[0] else { return }
        try holdEqual(head.method, method, "the method is the one that was asked for")
        try hold(
            target.hasSuffix(head.path + (head.query.map { "?" + $0 } ?? "")) || head.path == "/",
            "so is the target: \(head)"
        )
        try holdEqual(.body(body ?? []), read.events[1], "so is the body")
        try hold(keepsAlive, "who writes a request decides about the connection")
    }

    private static func writeResponse(
        _ status: Int,
        _ fields: [(name: String, value: String)],
        _ body: [UInt8],
        isHEAD: Bool
    ) throws(BrokenPromise) {
        let response = HTTPResponse(status: status, fields: fields, body: body)
        var buffer = ByteBuffer(capacity: 0)
        HTTP1ResponseWriter.write(response, keepAlive: true, isHEAD: isHEAD, into: &buffer)
        let written = buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        var limits = HTTPLimits()
        limits.maximumHeaderFields = 1000
        let read = try HTTP1ResponseTrace([written[...]], to: [isHEAD ? .head : .get], closes: false, limits)
        try hold(read.error == nil && read.unread == 0, "what is written is one response: \(read)")
        try holdEqual(read.events.last, .end(keepsAlive: true), "a response comes to its end")
        try holdEqual(
            read.body,
            isHEAD || status == 204 || status == 304 ? [] : body,
            "the body is the one that was given"
        )
        let block = HTTP2FieldBlock(response)
        try holdEqual(
            block.lines.first.map { String(decoding: block.bytes[$0.name], as: UTF8.self) },
            ":status",
            "the status comes first"
        )
        for line in block.lines.dropFirst() {
            let (name, value) = (block.bytes[line.name], block.bytes[line.value])
            try hold(
                !name.isEmpty && name.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) },
                "a name is a token in lower case: \(name)"
            )
            try hold(!value.contains { $0 < 0x20 && $0 != 9 || $0 == 0x7F }, "a value holds no control bytes: \(value)")
            try hold(
                ![value.first, value.last].compactMap(\.self).contains { $0 == 0x20 || $0 == 9 },
                "a value has no blanks at its ends: \(value)"
            )
        }
    }
}
