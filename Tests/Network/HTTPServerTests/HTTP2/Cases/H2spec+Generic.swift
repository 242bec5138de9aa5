import HTTP2TestSupport

extension `h2spec against the server` {
    /// What every server must take: group `generic`.
    static let genericCases: [HTTP2Case] = genericFrames + genericFields

    private static let genericFrames: [HTTP2Case] = [
        HTTP2Case(
            "generic 1/1",
            "a client's preface",
            .bytes(FrameConnection.preface),
            .send(.settings((4, 65_535))),
            sees: .goesOn(["settings", "acknowledged"]),
            shakesHands: false
        ),
        HTTP2Case("generic 2/1", "PRIORITY on an idle stream", .send(.priority(1)), sees: .goesOn([])),
        HTTP2Case(
            "generic 2/2",
            "WINDOW_UPDATE on a half-closed stream",
            .send(.settings((4, 0)), .get(), .windowUpdate(1, 1)),
            sees: .goesOn(["acknowledged", "1: 200", "1: G"])
        ),
        HTTP2Case(
            "generic 2/3",
            "PRIORITY on a half-closed stream",
            .send(.settings((4, 0)), .get(), .priority(1), .windowUpdate(1, 1)),
            sees: .goesOn(["acknowledged", "1: 200", "1: G"])
        ),
        HTTP2Case("generic 2/4", "RST_STREAM on a half-closed stream", .send(.get(), .reset(1)), sees: .goesOn([])),
        HTTP2Case(
            "generic 2/5",
            "PRIORITY on a closed stream",
            .send(.get()),
            .awaitsEnd(1),
            .send(.priority(1)),
            sees: .getAnswered
        ),
        HTTP2Case(
            "generic 3.1/1",
            "a DATA frame",
            .send(.post(), .data(1, "test", ends: true)),
            sees: .postAnswered(4)
        ),
        HTTP2Case(
            "generic 3.1/2",
            "several DATA frames",
            .send(.post(), .data(1, "test"), .data(1, "test", ends: true)),
            sees: .postAnswered(8)
        ),
        HTTP2Case(
            "generic 3.1/3",
            "DATA with padding",
            .send(.post(), .data(1, "test", ends: true).padded(by: 5)),
            sees: .postAnswered(4)
        ),
        HTTP2Case("generic 3.2/1", "a HEADERS frame", .send(.get()), sees: .getAnswered),
        HTTP2Case("generic 3.2/2", "HEADERS with padding", .send(.get().padded(by: 8)), sees: .getAnswered),
        HTTP2Case("generic 3.2/3", "HEADERS with a priority", .send(.get().depending(on: 0)), sees: .getAnswered),
        HTTP2Case(
            "generic 3.3/1",
            "PRIORITY with weight 1",
            .send(.priority(1, weight: 0), .get()),
            sees: .getAnswered
        ),
        HTTP2Case("generic 3.3/2", "PRIORITY with weight 256", .send(.priority(1), .get()), sees: .getAnswered),
        HTTP2Case(
            "generic 3.3/3",
            "PRIORITY with a dependency",
            .send(.priority(3, dependsOn: 1, weight: 0), .get()),
            sees: .getAnswered
        ),
        HTTP2Case(
            "generic 3.3/4",
            "PRIORITY that is exclusive",
            .send(.priority(1, isExclusive: true, weight: 0), .get()),
            sees: .getAnswered
        ),
        HTTP2Case(
            "generic 3.3/5",
            "PRIORITY on an idle stream, then HEADERS on a lower one",
            .send(.priority(3), .get()),
            sees: .getAnswered
        ),
        HTTP2Case("generic 3.4/1", "RST_STREAM", .send(.request(1, ends: false), .reset(1)), sees: .goesOn([])),
        HTTP2Case(
            "generic 3.5/1",
            "SETTINGS",
            .send(.settings((1, 4096), (2, 1), (3, 100), (4, 65_535), (5, 16_384), (6, 100))),
            sees: .goesOn(["acknowledged"])
        ),
        HTTP2Case("generic 3.7/1", "PING", .send(.ping("h2spec")), sees: .goesOn(["pong h2spec"])),
        HTTP2Case(
            "generic 3.8/1",
            "GOAWAY",
            .send(.goAway(text: "h2spec")),
            sees: .closes([]),
            because: "a client that leaves and has no request open is done (RFC 9113 section 6.8)"
        ),
        HTTP2Case("generic 3.9/1", "WINDOW_UPDATE on stream 0", .send(.windowUpdate(0, 1)), sees: .goesOn([])),
        HTTP2Case("generic 3.9/2", "WINDOW_UPDATE on stream 1", .send(.get(), .windowUpdate(1, 1)), sees: .getAnswered),
        HTTP2Case(
            "generic 3.10/1",
            "a CONTINUATION frame",
            .send(
                .headers(1, Array(HTTP2Frame.getBlock[..<5]), isWhole: false),
                .continuation(1, Array(HTTP2Frame.getBlock[5...]))
            ),
            sees: .getAnswered
        ),
        HTTP2Case(
            "generic 3.10/2",
            "several CONTINUATION frames",
            .send(
                .headers(1, Array(HTTP2Frame.getBlock[..<5]), isWhole: false),
                .continuation(1, Array(HTTP2Frame.getBlock[5..<10]), isWhole: false),
                .continuation(1, Array(HTTP2Frame.getBlock[10...]))
            ),
            sees: .getAnswered
        ),
        HTTP2Case("generic 4/1", "a GET request", .send(.get()), sees: .getAnswered),
        HTTP2Case(
            "generic 4/2",
            "a HEAD request",
            .send(.request(1, [(":method", "HEAD")] + HTTP2Frame.getFields.dropFirst())),
            sees: .goesOn(["1: 200 end"])
        ),
        HTTP2Case(
            "generic 4/3",
            "a POST request",
            .send(.post(), .data(1, "test", ends: true)),
            sees: .postAnswered(4)
        ),
        HTTP2Case(
            "generic 4/4",
            "a POST request with trailers",
            .send(.post(1, ("trailer", "x-test")), .data(1, "test"), .request(1, [("x-test", "ok")])),
            sees: .postAnswered(4)
        ),
    ]

    /// A request whose header ends, or starts, with these bytes of HPACK is answered.
    private static func field(_ number: Int, _ title: String, before: [UInt8] = [], after: [UInt8] = []) -> HTTP2Case {
        HTTP2Case(
            "generic 5/\(number)",
            title,
            .send(.headers(1, before + HTTP2Frame.getBlock + after)),
            sees: .getAnswered
        )
    }

    private static let userAgent: [UInt8] = [0x0a] + Array("user-agent".utf8) + [0x06] + Array("h2spec".utf8)
    private static let codedUserAgent: [UInt8] = [
        0x87, 0xb5, 0x05, 0xb1, 0x61, 0xcc, 0x5a, 0x93, 0x84, 0x9c, 0x48, 0xac, 0xa4,
    ]
    private static let newName: [UInt8] = [0x06] + Array("x-test".utf8) + [0x06] + Array("h2spec".utf8)
    private static let codedNewName: [UInt8] = [0x85, 0xf2, 0xb2, 0x4a, 0x84, 0xff, 0x84, 0x9c, 0x48, 0xac, 0xa4]

    private static let genericFields: [HTTP2Case] = [
        field(1, "an indexed field", after: [0xba]),
        field(2, "a literal that is indexed, known name", after: [0x40] + codedUserAgent),
        field(3, "a literal that is indexed, known name, plain", after: [0x40] + userAgent),
        field(4, "a literal that is indexed, new name", after: [0x40] + newName),
        field(5, "a literal that is indexed, new name, Huffman", after: [0x40] + codedNewName),
        field(6, "a literal that is not indexed, known name", after: [0x00] + userAgent),
        field(7, "a literal that is not indexed, known name, Huffman", after: [0x00] + codedUserAgent),
        field(8, "a literal that is not indexed, new name", after: [0x00] + newName),
        field(9, "a literal that is not indexed, new name, Huffman", after: [0x00] + codedNewName),
        field(10, "a literal that is never indexed, known name", after: [0x10] + userAgent),
        field(11, "a literal that is never indexed, known name, Huffman", after: [0x10] + codedUserAgent),
        field(12, "a literal that is never indexed, new name", after: [0x10] + newName),
        field(13, "a literal that is never indexed, new name, Huffman", after: [0x10] + codedNewName),
        field(14, "a new size of the dynamic table", before: [0x3f, 0x61]),
        field(15, "two new sizes of the dynamic table", before: [0x3f, 0x61, 0x3f, 0xe1, 0x1f]),
    ]
}
