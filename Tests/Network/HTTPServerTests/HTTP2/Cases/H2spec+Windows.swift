import HTTP2TestSupport

extension `h2spec against the server` {
    /// WINDOW_UPDATE and flow control: section 6.9.
    static let windowCases: [HTTP2Case] = [
        HTTP2Case("http2 6.9/1", "an increment of 0", .send(.windowUpdate(0, 0)), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "http2 6.9/2",
            "an increment of 0 on a stream",
            .send(.request(1, ends: false), .windowUpdate(1, 0)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "http2 6.9/3",
            "of three bytes",
            .send(HTTP2Frame(kind: .windowUpdate, payload: [0, 0, 1])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "http2 6.9.1/1",
            "a window of 1",
            .send(.settings((4, 1))),
            .awaitsAcknowledgements(2),
            .send(.get()),
            sees: .goesOn(["acknowledged", "1: 200", "1: G"])
        ),
        HTTP2Case(
            "http2 6.9.1/2",
            "a connection's window above 2^31 - 1",
            .send(.windowUpdate(0, 0x7FFF_FFFF), .windowUpdate(0, 0x7FFF_FFFF)),
            sees: .ends("FLOW_CONTROL_ERROR")
        ),
        HTTP2Case(
            "http2 6.9.1/3",
            "a stream's window above 2^31 - 1",
            .send(.request(1, ends: false), .windowUpdate(1, 0x7FFF_FFFF), .windowUpdate(1, 0x7FFF_FFFF)),
            sees: .goesOn(["1: reset FLOW_CONTROL_ERROR"])
        ),
        HTTP2Case(
            "http2 6.9.2/1",
            "INITIAL_WINDOW_SIZE that changes while an answer waits",
            .send(.settings((4, 0))),
            .awaitsAcknowledgements(2),
            .send(.get(), .settings((4, 1))),
            .awaitsData(1),
            sees: .goesOn(["acknowledged", "acknowledged", "1: 200", "1: G"])
        ),
        HTTP2Case(
            "http2 6.9.2/2",
            "a window that becomes negative",
            .send(.settings((4, 3)), .get()),
            .awaitsData(1),
            .send(.settings((4, 2))),
            .awaitsAcknowledgements(3),
            .send(.windowUpdate(1, 2)),
            sees: .goesOn(["acknowledged", "acknowledged", "1: 200", "1: GET", "1:  "])
        ),
        HTTP2Case(
            "http2 6.9.2/3",
            "INITIAL_WINDOW_SIZE above 2^31 - 1",
            .bytes([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x80, 0, 0, 0]),
            sees: .ends("FLOW_CONTROL_ERROR")
        ),
    ]
}
