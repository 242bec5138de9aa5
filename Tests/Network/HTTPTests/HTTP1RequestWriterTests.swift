import HTTP
import Testing

@Suite struct `HTTP/1 requests are written` {
    private func write(
        _ method: HTTPMethod = .get,
        _ target: String = "/",
        authority: String = "a",
        fields: [(String, String)] = [],
        body: [UInt8]? = nil
    ) throws(HTTPError) -> String {
        var lines = HTTPFields()
        for (name, value) in fields { lines.append(name: name, value: value) }
        var buffer = ByteBuffer(capacity: 0)
        try HTTP1RequestWriter.write(
            method: method,
            target: target,
            authority: authority,
            fields: lines,
            body: body,
            into: &buffer
        )
        return buffer.withBytes { string(of: $0) }
    }

    @Test func `with Host first, without compression, and with no length where there is no body`() throws {
        #expect(
            try write(.get, "/v2/?n=1", authority: "[::1]:8443", fields: [("Accept", "*/*")])
                == "GET /v2/?n=1 HTTP/1.1\r\nHost: [::1]:8443\r\nAccept: */*\r\nAccept-Encoding: identity\r\n\r\n"
        )
    }

    @Test(
        "with the length of the body",
        arguments: [
            (HTTPMethod.post, [1, 2, 3] as [UInt8]?, "3"), (.post, nil, "0"), (.put, [], "0"), (.patch, nil, "0"),
            (.delete, [9], "1"), (.get, [], "0"),
        ]
    )
    func length(method: HTTPMethod, body: [UInt8]?, expected: String) throws {
        let text = try write(method, body: body)
        #expect(text.contains("\r\nContent-Length: \(expected)\r\n\r\n"))
        #expect(text.hasSuffix("\r\n\r\n" + String(decoding: body ?? [], as: UTF8.self)))
    }

    @Test func `with framing lines of their own and nobody else's`() throws {
        let text = try write(
            .post,
            fields: [
                ("host", "evil"), ("Content-Length", "99"), ("transfer-encoding", "chunked"), ("Connection", "close"),
                ("accept-encoding", "br"),
            ],
            body: [1]
        )
        #expect(text == "POST / HTTP/1.1\r\nHost: a\r\naccept-encoding: br\r\nContent-Length: 1\r\n\r\n\u{1}")
    }

    @Test(
        "never with a byte that could end a line early",
        arguments: ["\r", "\n", "\r\nX: y", "\u{0}", "\u{7f}", "\u{b}"]
    )
    func injection(text: String) {
        #expect(throws: HTTPError.self) { try write(HTTPMethod("GET\(text)")) }
        #expect(throws: HTTPError.self) { try write(.get, "/a\(text)b") }
        #expect(throws: HTTPError.self) { try write(authority: "a\(text)") }
        #expect(throws: HTTPError.self) { try write(fields: [("X\(text)", "y")]) }
        let error = #expect(throws: HTTPError.self) { try write(fields: [("X-Token", "secret\(text)")]) }
        #expect(error?.reason.contains("X-Token") == true && error?.reason.contains("secret") == false)
    }

    @Test("never with a target that is no target", arguments: ["", "/a b", "/ä", "/a#b"])
    func target(text: String) {
        #expect(throws: HTTPError.self) { try write(.get, text) }
    }

    @Test("never for a host that is none", arguments: ["", "a b", "user@a", "a/b"])
    func host(text: String) {
        #expect(throws: HTTPError.self) { try write(authority: text) }
    }

    @Test func `never with a field that has no name`() {
        #expect(throws: HTTPError.self) { try write(fields: [("", "x")]) }
        #expect(throws: HTTPError.self) { try write(fields: [("a b", "x")]) }
    }
}
