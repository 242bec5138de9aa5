import HTTP2TestSupport

extension `h2spec against the server` {
    /// Streams, errors and extensions: section 5.
    static let streamCases: [HTTP2Case] = idleStreams + closedStreams + streamNumbers + errorsAndExtensions

    private static let idleStreams: [HTTP2Case] = [
        HTTP2Case("http2 5.1/1", "idle: DATA", .send(.data(1, "test", ends: true)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case("http2 5.1/2", "idle: RST_STREAM", .send(.reset(1)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case("http2 5.1/3", "idle: WINDOW_UPDATE", .send(.windowUpdate(1, 100)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 5.1/4",
            "idle: CONTINUATION",
            .send(.continuation(1, HTTP2Frame.getBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static let closedStreams: [HTTP2Case] = [
        HTTP2Case(
            "http2 5.1/5",
            "half-closed: DATA",
            .send(.get(), .data(1, "test", ends: true)),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case("http2 5.1/6", "half-closed: HEADERS", .send(.get(), .get()), sees: .ends("STREAM_CLOSED")),
        HTTP2Case(
            "http2 5.1/7",
            "half-closed: CONTINUATION",
            .send(.get(), .continuation(1, HTTP2Frame.getBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 5.1/8",
            "closed by RST_STREAM: DATA",
            .send(.request(1, ends: false), .reset(1), .data(1, "test", ends: true)),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "http2 5.1/9",
            "closed by RST_STREAM: HEADERS",
            .send(.request(1, ends: false), .reset(1), .get()),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "http2 5.1/10",
            "closed by RST_STREAM: CONTINUATION",
            .send(.request(1, ends: false), .reset(1), .continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 5.1/11",
            "closed: DATA",
            .send(.get()),
            .awaitsEnd(1),
            .send(.data(1, "test", ends: true)),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "http2 5.1/12",
            "closed: HEADERS",
            .send(.get()),
            .awaitsEnd(1),
            .send(.get()),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "http2 5.1/13",
            "closed: CONTINUATION",
            .send(.get()),
            .awaitsEnd(1),
            .send(.continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static let streamNumbers: [HTTP2Case] = [
        HTTP2Case("http2 5.1.1/1", "an even number", .send(.get(2)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 5.1.1/2",
            "a number that is smaller than the one before",
            .send(.get(5), .get(3)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 5.1.2/1",
            "more streams than the server's settings allow",
            .send(.settings((4, 0))),
            .frames((0...250).map { .get(Int32($0) * 2 + 1) }),
            sees: .ends("PROTOCOL_ERROR"),
            because: "the client has acknowledged the limit of 250"
        ),
        HTTP2Case(
            "http2 5.3.1/1",
            "HEADERS that depend on themselves",
            .send(.get().depending(on: 1)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 5.3.1/2",
            "PRIORITY that depends on itself",
            .send(.priority(1, dependsOn: 1)),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static let errorsAndExtensions: [HTTP2Case] = [
        HTTP2Case(
            "http2 5.4.1/1",
            "a broken PING ends the connection",
            .bytes([0, 0, 8, 6, 0, 0, 0, 0, 3] + zeros),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 5.4.1/2",
            "a broken PING is answered by GOAWAY",
            .bytes([0, 0, 8, 6, 0, 0, 0, 0, 3] + zeros),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 5.5/1",
            "an extension frame",
            .bytes([0, 0, 8, 0x16, 0, 0, 0, 0, 0] + zeros),
            sees: .goesOn([])
        ),
        HTTP2Case(
            "http2 5.5/2",
            "an extension frame within a header block",
            .send(.headers(1, HTTP2Frame.getBlock, isWhole: false)),
            .bytes([0, 0, 8, 0x16, 0, 0, 0, 0, 0] + zeros),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]
}
