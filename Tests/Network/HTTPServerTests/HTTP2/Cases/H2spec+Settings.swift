import HTTP2TestSupport

extension `h2spec against the server` {
    /// SETTINGS: section 6.5.
    static let settingsCases: [HTTP2Case] = [
        HTTP2Case(
            "http2 6.5/1",
            "an acknowledgement with a payload",
            .send(HTTP2Frame(kind: .settings, flags: HTTP2Frame.acknowledgement, payload: [0])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "http2 6.5/2",
            "on a stream",
            .send(HTTP2Frame(kind: .settings, streamID: 1, payload: [0, 3, 0, 0, 0, 0x64])),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.5/3",
            "of a length that is no multiple of six",
            .send(HTTP2Frame(kind: .settings, payload: [0, 3, 0])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case("http2 6.5.2/1", "ENABLE_PUSH of 2", .send(.settings((2, 2))), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 6.5.2/2",
            "INITIAL_WINDOW_SIZE above 2^31 - 1",
            .send(.settings((4, 1 << 31))),
            sees: .ends("FLOW_CONTROL_ERROR")
        ),
        HTTP2Case(
            "http2 6.5.2/3",
            "MAX_FRAME_SIZE below 2^14",
            .send(.settings((5, 16_383))),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.5.2/4",
            "MAX_FRAME_SIZE above 2^24 - 1",
            .send(.settings((5, 1 << 24))),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case("http2 6.5.2/5", "an unknown one", .send(.settings((0xff, 1))), sees: .goesOn(["acknowledged"])),
        HTTP2Case(
            "http2 6.5.3/1",
            "INITIAL_WINDOW_SIZE twice: in order",
            .send(.settings((4, 100), (4, 1))),
            .awaitsAcknowledgements(2),
            .send(.get()),
            sees: .goesOn(["acknowledged", "1: 200", "1: G"])
        ),
        HTTP2Case("http2 6.5.3/2", "is acknowledged", .send(.settings((2, 0))), sees: .goesOn(["acknowledged"])),
    ]
}
