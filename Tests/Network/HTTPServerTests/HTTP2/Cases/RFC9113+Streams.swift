import HTTP2TestSupport

extension `RFC 9113 against the server` {
    /// Streams that have ended, by whom, and windows: sections 5 and 6.9.
    static let streamCases: [HTTP2Case] = endedByClient + endedByServer + numbers + windows

    /// What comes on a stream whose request the client has ended, once the answer is there and the server has forgotten it.
    private static func afterEnd(_ title: String, _ step: HTTP2Case.Step, sees sight: HTTP2Case.Sight) -> HTTP2Case {
        HTTP2Case(
            "5.1",
            "answered: \(title)",
            .send(.post(), .data(1, "test", ends: true)),
            .awaitsEnd(1),
            step,
            sees: sight
        )
    }

    private static let endedByClient: [HTTP2Case] = [
        afterEnd("DATA", .send(.data(1, "more")), sees: .ends("STREAM_CLOSED")),
        afterEnd("empty DATA", .send(.data(1, "", ends: true)), sees: .ends("STREAM_CLOSED")),
        afterEnd("trailers", .send(.request(1, [("x", "y")])), sees: .ends("STREAM_CLOSED")),
        afterEnd("HEADERS with padding", .send(.get().padded(by: 3)), sees: .ends("STREAM_CLOSED")),
        afterEnd("WINDOW_UPDATE", .send(.windowUpdate(1, 1)), sees: .postAnswered(4)),
        afterEnd("WINDOW_UPDATE of 0", .send(.windowUpdate(1, 0)), sees: .postAnswered(4)),
        afterEnd("RST_STREAM", .send(.reset(1)), sees: .postAnswered(4)),
        afterEnd("PRIORITY", .send(.priority(1)), sees: .postAnswered(4)),
        afterEnd("PRIORITY on itself", .send(.priority(1, dependsOn: 1)), sees: .ends("PROTOCOL_ERROR")),
        afterEnd("an extension frame", .bytes([0, 0, 0, 0x42, 0, 0, 0, 0, 1]), sees: .postAnswered(4)),
        HTTP2Case(
            "5.1",
            "answered and then cancelled: DATA",
            .send(.get()),
            .awaitsEnd(1),
            .send(.reset(1), .data(1, "test")),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "5.1",
            "cancelled twice",
            .send(.request(1, ends: false), .reset(1), .reset(1)),
            sees: .goesOn([])
        ),
        HTTP2Case(
            "5.1",
            "a hundred streams later: DATA",
            .frames((0..<100).map { .get(Int32($0) * 2 + 1) }),
            .awaitsEnd(199),
            .send(.data(1, "test")),
            sees: .ends("STREAM_CLOSED")
        ),
    ]

    private static let endedByServer: [HTTP2Case] = [
        HTTP2Case(
            "5.1",
            "reset by the server: what the client had sent before it knew",
            .send(.post(1, ("content-length", "1")), .data(1, "test")),
            .send(.data(1, "test"), .data(1, "more"), .request(1, [("x", "y")])),
            sees: .malformed,
            because: "a client cannot know of a reset that is on its way"
        ),
        HTTP2Case(
            "5.1",
            "reset by the server, then ended by the client: DATA",
            .send(.post(1, ("content-length", "1")), .data(1, "test")),
            .send(.data(1, "test", ends: true), .data(1, "more")),
            sees: .ends("STREAM_CLOSED")
        ),
        HTTP2Case(
            "8.1",
            "answered before the body has ended: the rest of it",
            .send(.request(1, replacing(path: "/refuse"), ends: false)),
            .awaitsEnd(1),
            .send(.data(1, "test"), .data(1, "test"), .request(1, [("x", "y")])),
            sees: .goesOn(["1: 415", "1: refused\n end"])
        ),
        HTTP2Case(
            "5.1.2",
            "refused for being too many while the client may not know the limit",
            .bytes(FrameConnection.preface),
            .send(.settings((4, 0))),
            .frames((0...249).map { .get(Int32($0) * 2 + 1) }),
            .send(.post(501), .data(501, "test", ends: true)),
            sees: .goesOn(
                ["settings", "acknowledged"] + (0...249).map { "\($0 * 2 + 1): 200" } + ["501: reset REFUSED_STREAM"]
            ),
            because: "its body is not held against it, and it may be tried again",
            shakesHands: false
        ),
    ]

    private static func replacing(path: String) -> [(String, String)] {
        HTTP2Frame.postRoot.map { $0.0 == ":path" ? (":path", path) : $0 }
    }

    private static let numbers: [HTTP2Case] = [
        HTTP2Case(
            "5.1.1",
            "the largest number",
            .send(.get(0x7FFF_FFFF)),
            sees: .goesOn([
                "2147483647: 200", "2147483647: GET / 0; end",
            ])
        ),
        HTTP2Case(
            "5.1.1",
            "a number after the largest",
            .send(.get(0x7FFF_FFFF), .get(1)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "5.1.1",
            "DATA on a number that was skipped",
            .send(.get(5), .data(3, "x")),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case(
            "5.1.1",
            "RST_STREAM on a number that was skipped",
            .send(.get(5), .reset(3)),
            sees: .goesOn([
                "5: 200", "5: GET / 0; end",
            ]),
            because: "to skip a number closes its stream, which may be cancelled once more"
        ),
        HTTP2Case("5.1.1", "DATA on an even number", .send(.get(), .data(2, "x")), sees: .ends("PROTOCOL_ERROR")),
        HTTP2Case(
            "5.1.1",
            "WINDOW_UPDATE on an even number",
            .send(.windowUpdate(2, 1)),
            sees: .ends("PROTOCOL_ERROR")
        ),
        HTTP2Case("5.1.1", "RST_STREAM on an even number", .send(.reset(2)), sees: .ends("PROTOCOL_ERROR")),
    ]

    private static let windows: [HTTP2Case] = [
        HTTP2Case(
            "6.9.1",
            "a body beyond its window",
            // Two bodies have the room for large ones, and the third has to keep to the first window of 67,108 bytes.
            .frames([1, 3, 5].map { .post($0) }),
            .frames([1, 3].flatMap { id in (0..<3).map { _ in .data(id, filling) } }),
            .frames((0..<5).map { _ in .data(5, filling) }),
            sees: .goesOn(["5: reset FLOW_CONTROL_ERROR"])
        ),
        HTTP2Case(
            "6.9",
            "more padding than the window",
            .frames([1, 3, 5].map { .post($0) }),
            .frames([1, 3].flatMap { id in (0..<3).map { _ in .data(id, filling) } }),
            .frames((0..<264).map { _ in .data(5, "").padded(by: 255) }),
            sees: .goesOn([]),
            because: "padding counts for the window, and is given back at once: nobody keeps it"
        ),
        HTTP2Case(
            "6.9",
            "frames without a body while there is no window",
            .send(.settings((4, 0)), .request(1, [(":method", "HEAD")] + HTTP2Frame.getFields.dropFirst())),
            sees: .goesOn(["acknowledged", "1: 200 end"]),
            because: "only DATA is held back"
        ),
    ]

    private static let filling = [UInt8](repeating: 0, count: 16_384)
}
