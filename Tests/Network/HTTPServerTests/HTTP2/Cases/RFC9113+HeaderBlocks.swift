import HTTP2TestSupport

extension `RFC 9113 against the server` {
    /// Field blocks and their compression: sections 4.3 and 6.10, RFC 7541.
    static let headerBlockCases: [HTTP2Case] = pieces + interruptions + compression

    private static let block = HTTP2Frame.getBlock

    private static let pieces: [HTTP2Case] = [
        HTTP2Case(
            "6.10",
            "a header without a byte, which comes later",
            .send(.headers(1, [], isWhole: false), .continuation(1, block)),
            sees: .getAnswered
        ),
        HTTP2Case(
            "6.10",
            "a header and an empty CONTINUATION",
            .send(.headers(1, block, isWhole: false), .continuation(1, [])),
            sees: .getAnswered
        ),
        HTTP2Case(
            "6.10",
            "trailers in two frames",
            .send(.post(), .data(1, "abc"), .headers(1, Array(trailers[..<4]), isWhole: false)),
            .send(.continuation(1, Array(trailers[4...]))),
            sees: .postAnswered(3)
        ),
        HTTP2Case(
            "6.2",
            "a header with padding and a priority",
            .send(.headers(1, block).depending(on: 0).padded(by: 200)),
            sees: .getAnswered
        ),
    ]

    private static let trailers = HPACK.encode([("x-checksum", "abc")])

    private static func interrupted(by title: String, _ frame: HTTP2Frame) -> HTTP2Case {
        HTTP2Case(
            "4.3",
            "a header that is interrupted by \(title)",
            .send(.headers(1, block, isWhole: false), frame, .continuation(1, [])),
            sees: .ends("PROTOCOL_ERROR")
        )
    }

    private static let interruptions: [HTTP2Case] = [
        interrupted(by: "RST_STREAM", .reset(1)),
        interrupted(by: "WINDOW_UPDATE", .windowUpdate(0, 1)),
        interrupted(by: "SETTINGS", .settings()),
        interrupted(by: "PING", .ping()),
        interrupted(by: "GOAWAY", .goAway()),
        interrupted(by: "its own stream's DATA", .data(1, "x")),
        interrupted(by: "its own stream's HEADERS", .get()),
        interrupted(by: "another stream's CONTINUATION", .continuation(3, [])),
    ]

    private static func broken(_ title: String, _ block: [UInt8]) -> HTTP2Case {
        HTTP2Case("RFC 7541", title, .send(.headers(1, block)), sees: .ends("COMPRESSION_ERROR"))
    }

    private static let compression: [HTTP2Case] = [
        broken("a number that never ends", block + [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
        broken("a string that is cut", block + [0x00, 0x05, 0x78]),
        broken("a name that is cut in the middle of its length", block + [0x00, 0x7f]),
        broken("a string of 4 GiB", block + [0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f]),
        broken("three new sizes of the table, the last too large", [0x20, 0x3f, 0xe1, 0x1f, 0x3f, 0xe2, 0x1f] + block),
        HTTP2Case(
            "RFC 7541 4.2",
            "no table, and then one again",
            .send(.headers(1, [0x20, 0x3f, 0xe1, 0x1f] + block)),
            sees: .getAnswered
        ),
        HTTP2Case(
            "RFC 7541 2.3.2",
            "a field of the table, in the next request",
            .send(.headers(1, block + [0x40, 1, 0x78, 1, 0x79]), .headers(3, block + [0xbe])),
            sees: .goesOn(["1: 200", "1: GET / 0; end", "3: 200", "3: GET / 0; end"])
        ),
        HTTP2Case(
            "RFC 7541 4.4",
            "a field that is larger than the table empties it",
            .send(.headers(1, block + [0x40, 1, 0x78, 1, 0x79])),
            .send(.headers(3, block + [0x40, 1, 0x78] + HPACK.integer(4096, prefix: 7, first: 0) + large)),
            .send(.headers(5, block + [0xbe])),
            sees: .ends("COMPRESSION_ERROR")
        ),
        HTTP2Case(
            "4.3",
            "a header that is not looked at still counts for the table",
            .send(.post(1, ("content-length", "1")), .data(1, "test")),
            .send(.headers(1, [0x40, 1, 0x78, 1, 0x79]), .headers(3, block + [0xbe])),
            sees: .goesOn(["1: reset PROTOCOL_ERROR", "3: 200", "3: GET / 0; end"]),
            because: "trailers of a stream that the server has reset"
        ),
    ]

    private static let large = [UInt8](repeating: 0x79, count: 4096)
}
