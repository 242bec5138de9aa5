import HTTP2TestSupport

extension `h2spec against the server` {
    /// Preface, frames and header blocks: sections 3 and 4.
    static let frameCases: [HTTP2Case] = [
        HTTP2Case(
            "http2 3.5/1",
            "a client's preface",
            .bytes(FrameConnection.preface),
            .send(.settings((4, 65_535))),
            sees: .goesOn(["settings", "acknowledged"]),
            because: "the server's own settings come first",
            shakesHands: false
        ),
        HTTP2Case(
            "http2 3.5/2",
            "a preface that is none",
            .bytes(Array("PRI * HTTP/2.0\r\n\r\nINVALID CONNECTION PREFACE\r\n\r\n".utf8)),
            sees: .ends("PROTOCOL_ERROR"),
            because: "one that does not even start like one is taken for HTTP/1.1 on a plain port",
            shakesHands: false
        ),
        HTTP2Case(
            "http2 4.1/1",
            "a frame of an unknown type",
            .bytes([0, 0, 8, 0x16, 0, 0, 0, 0, 0] + zeros),
            sees: .goesOn([])
        ),
        HTTP2Case(
            "http2 4.1/2",
            "a frame with flags that are not defined",
            .bytes([0, 0, 8, 6, 0x16, 0, 0, 0, 0] + zeros),
            sees: .goesOn(["pong "])
        ),
        HTTP2Case(
            "http2 4.1/3",
            "a frame with the reserved bit",
            .bytes([0, 0, 8, 6, 0x16, 0x80, 0, 0, 0] + zeros),
            sees: .goesOn(["pong "])
        ),
        HTTP2Case(
            "http2 4.2/1",
            "DATA of 2^14 bytes",
            .send(.post(), .data(1, [UInt8](repeating: 0x78, count: 16_384), ends: true)),
            sees: .postAnswered(16_384)
        ),
        HTTP2Case(
            "http2 4.2/2",
            "DATA that is larger",
            .send(.post(), .data(1, [UInt8](repeating: 0x78, count: 16_385), ends: true)),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "http2 4.2/3",
            "HEADERS that are larger",
            .send(.get(1, ("x-dummy", String(repeating: "x", count: 20_000)))),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "http2 4.3/1",
            "a header block that is broken",
            .bytes([0, 0, 1, 1, 5, 0, 0, 0, 1, 0x40]),
            sees: .ends("COMPRESSION_ERROR")
        ),
        HTTP2Case(
            "http2 4.3/2",
            "PRIORITY within a header block",
            .send(.headers(1, HTTP2Frame.getBlock, ends: false, isWhole: false), .priority(1)),
            .send(.continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 4.3/3",
            "HEADERS of another stream within a header block",
            .send(.headers(1, HTTP2Frame.getBlock, ends: false, isWhole: false), .get(3)),
            .send(.continuation(1, HTTP2Frame.dummyBlock)),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    static let zeros = [UInt8](repeating: 0, count: 8)
}
