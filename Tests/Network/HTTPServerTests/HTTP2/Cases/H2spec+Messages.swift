import HTTP2TestSupport

extension `h2spec against the server` {
    /// Requests that are malformed: section 8.
    static let messageCases: [HTTP2Case] = [
        HTTP2Case(
            "http2 8.1/1",
            "a second header without END_STREAM",
            .send(.post(), .data(1, "test"), .request(1, [("x-test", "ok")], ends: false)),
            sees: .malformed
        ),
        HTTP2Case("http2 8.1.2/1", "a name with capitals", .send(.get(1, ("X-TEST", "ok"))), sees: .malformed),
        HTTP2Case("http2 8.1.2.1/1", "an unknown pseudo-field", .send(.get(1, (":test", "ok"))), sees: .malformed),
        HTTP2Case("http2 8.1.2.1/2", "a response's pseudo-field", .send(.get(1, (":status", "200"))), sees: .malformed),
        HTTP2Case(
            "http2 8.1.2.1/3",
            "a pseudo-field in trailers",
            .send(.post(), .data(1, "test"), .request(1, [(":method", "POST")], ends: false)),
            sees: .malformed
        ),
        HTTP2Case(
            "http2 8.1.2.1/4",
            "a pseudo-field after another field",
            .send(.request(1, [("x-test", "ok")] + HTTP2Frame.getFields)),
            sees: .malformed
        ),
        HTTP2Case("http2 8.1.2.2/1", "connection", .send(.get(1, ("connection", "keep-alive"))), sees: .malformed),
        HTTP2Case(
            "http2 8.1.2.2/2",
            "te other than trailers",
            .send(.get(1, ("trailers", "test"), ("te", "trailers, deflate"))),
            sees: .malformed
        ),
        HTTP2Case("http2 8.1.2.3/1", ":path that is empty", .send(replacing(2, by: "")), sees: .malformed),
        HTTP2Case("http2 8.1.2.3/2", "no :method", .send(without(0)), sees: .malformed),
        HTTP2Case("http2 8.1.2.3/3", "no :scheme", .send(without(1)), sees: .malformed),
        HTTP2Case("http2 8.1.2.3/4", "no :path", .send(without(2)), sees: .malformed),
        HTTP2Case("http2 8.1.2.3/5", ":method twice", .send(.get(1, (":method", "GET"))), sees: .malformed),
        HTTP2Case("http2 8.1.2.3/6", ":scheme twice", .send(.get(1, (":scheme", "https"))), sees: .malformed),
        HTTP2Case("http2 8.1.2.3/7", ":path twice", .send(.get(1, (":path", "/"))), sees: .malformed),
        HTTP2Case(
            "http2 8.1.2.6/1",
            "content-length that differs from DATA",
            .send(.post(1, ("content-length", "1")), .data(1, "test", ends: true)),
            sees: .malformed
        ),
        HTTP2Case(
            "http2 8.1.2.6/2",
            "content-length that differs from several DATA",
            .send(.post(1, ("content-length", "1")), .data(1, "test"), .data(1, "test", ends: true)),
            sees: .malformed
        ),
        HTTP2Case(
            "http2 8.2/1",
            "PUSH_PROMISE",
            .send(
                HTTP2Frame(
                    kind: .pushPromise,
                    flags: HTTP2Frame.endHeaders,
                    streamID: 1,
                    payload: HTTP2Frame.bigEndian(3) + HTTP2Frame.getBlock
                )
            ),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static func without(_ index: Int) -> HTTP2Frame {
        var fields = HTTP2Frame.getFields
        fields.remove(at: index)
        return .request(1, fields)
    }

    private static func replacing(_ index: Int, by value: String) -> HTTP2Frame {
        var fields = HTTP2Frame.getFields
        fields[index].1 = value
        return .request(1, fields)
    }
}
