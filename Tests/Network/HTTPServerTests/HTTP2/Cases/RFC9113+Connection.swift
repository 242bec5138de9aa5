import HTTP2TestSupport

extension `RFC 9113 against the server` {
    /// Preface, frames, settings, GOAWAY: sections 3, 4 and 6.
    static let connectionCases: [HTTP2Case] = beginnings + frameSizes + reservedBits + settings + departures

    private static let beginnings: [HTTP2Case] = [
        HTTP2Case(
            "3.4",
            "a first frame that is no SETTINGS",
            .bytes(FrameConnection.preface),
            .send(.ping()),
            sees: .ends("PROTOCOL_ERROR"),
            shakesHands: false
        ),
        HTTP2Case(
            "3.4",
            "a first frame that is an acknowledgement",
            .bytes(FrameConnection.preface),
            .send(.settingsAcknowledgement),
            sees: .ends("PROTOCOL_ERROR"),
            shakesHands: false
        ),
        HTTP2Case(
            "3.4",
            "a request that follows the settings at once",
            .bytes(FrameConnection.preface),
            .send(.settings(), .get()),
            sees: .goesOn(["settings", "acknowledged", "1: 200", "1: GET / 0; end"]),
            because: "a client need not wait for the server's settings",
            shakesHands: false
        ),
    ]

    private static func sized(_ kind: HTTP2Frame.Kind, _ bytes: Int, on id: Int32) -> HTTP2Case {
        HTTP2Case(
            "4.2",
            "\(kind) of \(bytes) bytes",
            .send(.post(), HTTP2Frame(kind: kind, streamID: id, payload: [UInt8](repeating: 1, count: bytes))),
            sees: .ends("FRAME_SIZE_ERROR")
        )
    }

    private static let frameSizes: [HTTP2Case] = [
        sized(.priority, 6, on: 1), sized(.priority, 0, on: 1), sized(.resetStream, 5, on: 1),
        sized(.resetStream, 0, on: 1), sized(.windowUpdate, 5, on: 1), sized(.windowUpdate, 0, on: 0),
        sized(.goAway, 7, on: 0), sized(.ping, 9, on: 0), sized(.ping, 0, on: 0), sized(.settings, 7, on: 0),
        HTTP2Case(
            "4.2",
            "an extension frame of more than 2^14 bytes",
            .bytes([0xff, 0xff, 0xff, 0x20, 0, 0, 0, 0, 0]),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "6.2",
            "HEADERS with PRIORITY and four bytes",
            .send(HTTP2Frame(kind: .headers, flags: 0x25, streamID: 1, payload: [0, 0, 0, 0])),
            sees: .ends("FRAME_SIZE_ERROR")
        ),
        HTTP2Case(
            "6.1",
            "DATA with PADDED and no byte",
            .send(.post(), HTTP2Frame(kind: .data, flags: HTTP2Frame.padded, streamID: 1)),
            sees: .ends("PROTOCOL_ERROR"),
            because: "a frame without room for what its flags announce; FRAME_SIZE_ERROR would do as well"
        ),
        HTTP2Case(
            "6.1",
            "DATA that is all padding",
            .send(.post(), .data(1, "").padded(by: 255), .data(1, "abc", ends: true).padded(by: 0)),
            sees: .postAnswered(3)
        ),
        HTTP2Case(
            "6.1",
            "DATA whose padding is as long as the payload",
            .send(.post(), HTTP2Frame(kind: .data, flags: HTTP2Frame.padded, streamID: 1, payload: [3, 0, 0])),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static let reservedBits: [HTTP2Case] = [
        HTTP2Case(
            "4.1",
            "a request with the reserved bit and every flag that means nothing",
            .bytes([0, 0, UInt8(HTTP2Frame.getBlock.count), 1, 0xd7, 0x80, 0, 0, 1] + HTTP2Frame.getBlock),
            sees: .getAnswered
        ),
        HTTP2Case(
            "6.9",
            "an increment with the reserved bit",
            .send(.settings((4, 0)), .get(), .windowUpdate(1, 1 << 31 | 3)),
            sees: .goesOn(["acknowledged", "1: 200", "1: GET"])
        ),
        HTTP2Case(
            "6.3",
            "PRIORITY whose exclusive bit hides that it depends on itself",
            .send(.priority(1, dependsOn: 1, isExclusive: true)),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]

    private static let settings: [HTTP2Case] = [
        HTTP2Case(
            "6.5",
            "32 of them, and one more",
            .send(HTTP2Frame(kind: .settings, payload: (0..<33).flatMap { _ in [0x0f, 0, 0, 0, 0, 0] as [UInt8] })),
            sees: .ends("ENHANCE_YOUR_CALM"),
            because: "more than there are to set (section 10.5)"
        ),
        HTTP2Case(
            "6.5.3",
            "an acknowledgement for nothing",
            .send(.settingsAcknowledgement),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "6.5.2",
            "no table for the server's fields",
            .send(.settings((1, 0)), .get()),
            sees: .goesOn(["acknowledged", "1: 200", "1: GET / 0; end"])
        ),
        HTTP2Case(
            "6.5.2",
            "a table of 4 GiB, frames of 16 MiB",
            .send(.settings((1, .max), (5, 1 << 24 - 1)), .get()),
            sees: .goesOn(["acknowledged", "1: 200", "1: GET / 0; end"])
        ),
        HTTP2Case(
            "6.5.2",
            "no field lists and no streams of the server",
            .send(.settings((6, 0), (3, 0)), .get()),
            sees: .goesOn(["acknowledged", "1: 200", "1: GET / 0; end"]),
            because: "the first is advice, the second is about pushes"
        ),
        HTTP2Case(
            "RFC 9218 2.1",
            "NO_RFC7540_PRIORITIES of 2",
            .send(.settings((9, 2))),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "6.9.2",
            "a window that pushes a stream's beyond 2^31 - 1",
            .send(.post(), .windowUpdate(1, 0x7FFF_FFFF - 65_535), .settings((4, 65_536))),
            sees: .ends("FLOW_CONTROL_ERROR")
        ),
        HTTP2Case(
            "6.9.2",
            "a window that a stream's just bears",
            .send(.post(), .windowUpdate(1, 0x7FFF_FFFF - 65_535), .settings((4, 65_535)), .settings((4, 0))),
            .send(.settings((4, 65_535)), .data(1, "test", ends: true)),
            sees: .goesOn(["acknowledged", "acknowledged", "acknowledged", "1: 200", "1: POST / 4; end"])
        ),
        HTTP2Case(
            "RFC 9218 2.1",
            "NO_RFC7540_PRIORITIES that changes",
            .send(.settings((9, 1))),
            sees: .ends("PROTOCOL_ERROR"),
            because: "the first settings did not have it"
        ),
    ]

    private static let departures: [HTTP2Case] = [
        HTTP2Case(
            "6.8",
            "GOAWAY in the middle of a request",
            .send(.post(), .goAway(), .data(1, "test", ends: true)),
            .awaitsEnd(1),
            sees: .closes(["1: 200", "1: POST / 4; end"]),
            because: "what has begun is served to its end"
        ),
        HTTP2Case(
            "6.8",
            "GOAWAY that names one of the client's own streams",
            .send(.goAway(last: 1)),
            sees: .ends("PROTOCOL_ERROR"),
            because: "it names streams of the receiver"
        ),
        HTTP2Case(
            "6.8",
            "GOAWAY that names more than the one before",
            .send(.post(), .goAway(last: 2), .goAway(last: 4)),
            sees: .ends("PROTOCOL_ERROR")
        ),
    ]
}
