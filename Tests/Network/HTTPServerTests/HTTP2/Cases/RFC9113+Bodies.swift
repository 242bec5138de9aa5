import HTTP2TestSupport

extension `RFC 9113 against the server` {
    /// Lengths, trailers and interim answers: sections 8.1 and 8.1.1.
    static let bodyCases: [HTTP2Case] = lengths + trailers + expectations

    private static func length(_ value: String, body: String, sees sight: HTTP2Case.Sight) -> HTTP2Case {
        HTTP2Case(
            "8.1.1",
            "content-length \(value.debugDescription) and \(body.utf8.count) bytes",
            .send(.post(1, ("content-length", value)), .data(1, body, ends: true)),
            sees: sight
        )
    }

    private static let lengths: [HTTP2Case] = [
        length("4", body: "test", sees: .postAnswered(4)), length("0004", body: "test", sees: .postAnswered(4)),
        length("0", body: "", sees: .postAnswered(0)), length("5", body: "test", sees: .malformed),
        length("3", body: "test", sees: .malformed), length("0", body: "x", sees: .malformed),
        length("+4", body: "test", sees: .malformed), length("-4", body: "test", sees: .malformed),
        length("4 ", body: "test", sees: .malformed), length("4,4", body: "test", sees: .malformed),
        length("0x4", body: "test", sees: .malformed), length("4.0", body: "test", sees: .malformed),
        length("", body: "", sees: .malformed), length("18446744073709551620", body: "test", sees: .malformed),
        HTTP2Case(
            "8.1.1",
            "content-length twice, and the same",
            .send(.post(1, ("content-length", "4"), ("content-length", "4")), .data(1, "test", ends: true)),
            sees: .malformed
        ),
        HTTP2Case(
            "8.1.1",
            "content-length 4 of a request that has ended",
            .send(.post(1, ("content-length", "4"), ends: true)),
            sees: .malformed
        ),
        HTTP2Case(
            "8.1.1",
            "content-length 8388609",
            .send(.post(1, ("content-length", "8388609"))),
            sees: .refuses(413)
        ),
        HTTP2Case(
            "8.1.1",
            "a body that ends with its trailers, too short",
            .send(.post(1, ("content-length", "5")), .data(1, "test"), .request(1, [("x", "y")])),
            sees: .malformed
        ),
    ]

    private static func ending(_ title: String, _ fields: [(String, String)], sees sight: HTTP2Case.Sight) -> HTTP2Case
    {
        HTTP2Case("8.1", title, .send(.post(), .data(1, "test"), .request(1, fields)), sees: sight)
    }

    private static let trailers: [HTTP2Case] = [
        ending("trailers", [("x", "y"), ("z", "")], sees: .postAnswered(4)),
        ending("trailers without a field", [], sees: .postAnswered(4)),
        ending("trailers with a name in capitals", [("X", "y")], sees: .malformed),
        ending("trailers with a pseudo-field", [(":path", "/other")], sees: .malformed),
        ending("trailers with a status", [(":status", "200")], sees: .malformed),
        ending("trailers with a line's end", [("x", "a\r\nb")], sees: .malformed),
        ending("trailers with transfer-encoding", [("transfer-encoding", "chunked")], sees: .malformed),
        HTTP2Case("8.1", "trailers without a body", .send(.post(), .request(1, [("x", "y")])), sees: .postAnswered(0)),
        HTTP2Case(
            "8.1",
            "trailers that do not end the stream",
            .send(.post(), .data(1, "test"), .request(1, [("x", "y")], ends: false), .data(1, "more", ends: true)),
            sees: .malformed
        ),
        HTTP2Case(
            "8.1",
            "a second request as trailers",
            .send(.post(), .get()),
            sees: .malformed
        ),
    ]

    private static let expectations: [HTTP2Case] = [
        HTTP2Case(
            "8.1",
            "expect: 100-continue",
            .send(.post(1, ("expect", "100-continue"))),
            .send(.data(1, "test", ends: true)),
            sees: .postAnswered(4),
            because: "what has come needs no invitation"
        ),
        HTTP2Case("8.1", "expect: something else", .send(.get(1, ("expect", "200-ok"))), sees: .refuses(417)),
        HTTP2Case(
            "8.5",
            "an interim answer is no answer",
            .send(.post(1, ("expect", "100-continue"))),
            sees: .goesOn(["1: 100"])
        ),
    ]
}
