import HTTP2TestSupport

extension `h2spec against the server` {
    /// Frames one by one but for SETTINGS and WINDOW_UPDATE: section 6, and codes: section 7.
    static let definitionCases: [HTTP2Case] = bodiesAndHeaders + controlFrames + continuations

    private static let bodiesAndHeaders: [HTTP2Case] = [
        HTTP2Case(
            "http2 6.1/1",
            "DATA on stream 0",
            .send(.data(0, "test", ends: true)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.1/2",
            "DATA on a stream that is not open",
            .send(.post(ends: true), .data(1, "test", ends: true)),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "http2 6.1/3",
            "DATA with more padding than there is",
            .send(.post(1, ("content-length", "4"))),
            .bytes([0, 0, 5, 0, 9, 0, 0, 0, 1, 6] + Array("Test".utf8)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.2/1",
            "a header that has not ended, and PRIORITY",
            .send(.headers(1, HTTP2Frame.getBlock, ends: false, isWhole: false), .priority(1)),
            .send(.continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.2/2",
            "a header that has not ended, and another stream's",
            .send(.headers(1, HTTP2Frame.getBlock, ends: false, isWhole: false), .get(3)),
            .send(.continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case("http2 6.2/3", "HEADERS on stream 0", .send(.get(0)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 6.2/4",
            "HEADERS with more padding than there is",
            .send(
                HTTP2Frame(
                    kind: .headers,
                    flags: 0x0d,
                    streamID: 1,
                    payload: [UInt8(HTTP2Frame.getBlock.count + 2)] + HTTP2Frame.getBlock
                )
            ),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static let controlFrames: [HTTP2Case] = [
        HTTP2Case("http2 6.3/1", "PRIORITY on stream 0", .send(.priority(0)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 6.3/2",
            "PRIORITY of four bytes",
            .send(.get(), HTTP2Frame(kind: .priority, streamID: 1, payload: [0x80, 0, 0, 1])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case("http2 6.4/1", "RST_STREAM on stream 0", .send(.reset(0)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case("http2 6.4/2", "RST_STREAM on an idle stream", .send(.reset(1)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 6.4/3",
            "RST_STREAM of three bytes",
            .send(.get(), HTTP2Frame(kind: .resetStream, streamID: 1, payload: [0, 0, 0])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case("http2 6.7/1", "PING", .send(.ping("h2spec")), sees: .goesOn(["pong h2spec"])),
        HTTP2Case(
            "http2 6.7/2",
            "PING with ACK",
            .send(.ping("invalid", isAcknowledgement: true), .ping("h2spec")),
            sees: .goesOn(["pong h2spec"])
        ),
        HTTP2Case(
            "http2 6.7/3",
            "PING on a stream",
            .send(HTTP2Frame(kind: .ping, streamID: 1, payload: zeros)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.7/4",
            "PING of six bytes",
            .send(HTTP2Frame(kind: .ping, payload: [0, 0, 0, 0, 0, 0])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "http2 6.8/1",
            "GOAWAY on a stream",
            .send(HTTP2Frame(kind: .goAway, streamID: 1, payload: zeros)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case("http2 7/1", "GOAWAY with an unknown code", .send(.goAway(code: 0xff)), sees: .closes([])),
        HTTP2Case("http2 7/2", "RST_STREAM with an unknown code", .send(.post(), .reset(1, 0xff)), sees: .goesOn([])),
    ]

    private static let continuations: [HTTP2Case] = [
        HTTP2Case(
            "http2 6.10/1",
            "several CONTINUATION frames",
            .send(
                .headers(1, HTTP2Frame.getBlock, isWhole: false),
                .continuation(1, HTTP2Frame.dummyBlock, isWhole: false),
                .continuation(1, HTTP2Frame.dummyBlock)
            ),
            sees: .getAnswered
        ),
        HTTP2Case(
            "http2 6.10/2",
            "CONTINUATION, then another frame",
            .send(
                .headers(1, HPACK.encode(HTTP2Frame.postRoot), ends: false, isWhole: false),
                .continuation(1, HTTP2Frame.dummyBlock, isWhole: false),
                .data(1, "test", ends: true)
            ),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.10/3",
            "CONTINUATION on stream 0",
            .send(.headers(1, HTTP2Frame.getBlock, isWhole: false), .continuation(0, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.10/4",
            "CONTINUATION after HEADERS with END_HEADERS",
            .send(.get(), .continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.10/5",
            "CONTINUATION after CONTINUATION with END_HEADERS",
            .send(
                .headers(1, HTTP2Frame.getBlock, isWhole: false),
                .continuation(1, HTTP2Frame.dummyBlock),
                .continuation(1, HTTP2Frame.dummyBlock)
            ),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.10/6",
            "CONTINUATION after DATA",
            .send(
                .headers(1, HPACK.encode(HTTP2Frame.postRoot), ends: false, isWhole: false),
                .data(1, "test", ends: true),
                .continuation(1, HTTP2Frame.dummyBlock, isWhole: false),
                .continuation(0, HTTP2Frame.dummyBlock)
            ),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]
}
