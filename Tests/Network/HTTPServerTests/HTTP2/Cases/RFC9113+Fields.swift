import HTTP2TestSupport

extension `RFC 9113 against the server` {
    /// Names and values of fields: section 8.2.
    static let fieldCases: [HTTP2Case] = names + values + connectionFields

    private static func field(_ section: String, _ name: String, _ value: String, sees sight: HTTP2Case.Sight)
        -> HTTP2Case
    {
        HTTP2Case(
            section,
            "\(name.debugDescription): \(value.debugDescription)",
            .send(.get(1, (name, value))),
            sees: sight
        )
    }

    private static let names: [HTTP2Case] =
        [
            "", " x", "x ", "x y", "x\0", "x\r", "x\ny", "x\u{7f}", "x\u{1}", "X", "xX", "x:y", "x\"", "x/y", "x(", "é",
            "@",
        ].map {
            field("8.2.1", $0, "v", sees: .malformed)
        } + ["x", "x-y_z.0!#$%&'*+^`|~"].map { field("8.2.1", $0, "v", sees: .getAnswered) }

    private static let values: [HTTP2Case] =
        ["\0", "a\0b", "\r", "\n", "a\r\nb: c", "a\rb", "a\nb", " a", "a ", "\ta", "a\t", " ", "a\u{1}", "\u{7f}"].map {
            field("8.2.1", "x", $0, sees: .malformed)
        } + ["", "a b", "a\tb", "é", "\"", "a, b"].map { field("8.2.1", "x", $0, sees: .getAnswered) } + [
            HTTP2Case(
                "8.2.1",
                "a value of bytes that are no UTF-8",
                .send(.headers(1, HTTP2Frame.getBlock + [0, 1, 0x78, 2, 0x80, 0xff])),
                sees: .getAnswered
            )
        ]

    private static let connectionFields: [HTTP2Case] =
        [
            ("connection", "close"), ("connection", ""), ("keep-alive", "timeout=5"),
            ("proxy-connection", "keep-alive"),
            ("transfer-encoding", "chunked"), ("transfer-encoding", "identity"), ("upgrade", "h2c"), ("te", "gzip"),
            ("te", ""),
            ("te", "trailers;q=1"),
        ].map { field("8.2.2", $0.0, $0.1, sees: .malformed) } + [
            field("8.2.2", "te", "trailers", sees: .getAnswered),
            field("8.2.2", "http2-settings", "AAMAAABk", sees: .getAnswered),
            HTTP2Case(
                "8.2.2",
                "connection in trailers",
                .send(.post(), .data(1, "test"), .request(1, [("connection", "close")])),
                sees: .goesOn(["1: reset PROTOCOL_ERROR"])
            ),
            HTTP2Case(
                "8.2.3",
                "a cookie in crumbs",
                .send(.get(1, ("cookie", "a=b"), ("cookie", "c=d"))),
                sees: .getAnswered
            ),
        ]
}
