import HTTP2TestSupport

extension `RFC 9113 against the server` {
    /// What a request asks for: section 8.3.1.
    static let pseudoFieldCases: [HTTP2Case] = methods + schemes + paths + authorities + others

    private typealias Fields = [(String, String)]

    private static func request(
        method: String? = "GET",
        scheme: String? = "https",
        path: String? = "/",
        authority: String? = "a",
        _ more: (String, String)...
    ) -> Fields {
        [(":method", method), (":scheme", scheme), (":path", path), (":authority", authority)].compactMap {
            name,
            value in
            value.map { (name, $0) }
        } + more
    }

    private static func row(_ title: String, _ fields: Fields, _ sight: HTTP2Case.Sight, because reason: String = "")
        -> HTTP2Case
    {
        HTTP2Case("8.3.1", title, .send(.request(1, fields)), sees: sight, because: reason)
    }

    private static let methods: [HTTP2Case] = [
        row("no method's name", request(method: ""), .malformed),
        row("a method with a space", request(method: "GE T"), .malformed),
        row("a method with a line's end", request(method: "GET\r\n"), .malformed),
        row("a method with a colon", request(method: "GET:"), .malformed),
        row(
            "a method in small letters",
            request(method: "get"),
            .goesOn(["1: 200", "1: get / 0; end"]),
            because: "another one"
        ),
        row("CONNECT", [(":method", "CONNECT"), (":authority", "a:443")], .refuses(501)),
        row("CONNECT with a scheme and a path", request(method: "CONNECT"), .malformed),
        row("CONNECT without an authority", [(":method", "CONNECT")], .malformed),
        row("extended CONNECT", request(method: "CONNECT", (":protocol", "websocket")), .malformed),
    ]

    private static let schemes: [HTTP2Case] = [
        row("a scheme without a letter", request(scheme: ""), .malformed),
        row("a scheme with a space", request(scheme: "ht tp"), .malformed),
        row("a scheme with a colon", request(scheme: "https:"), .malformed),
        row("the scheme http", request(scheme: "http"), .getAnswered, because: "a proxy may have ended the TLS"),
    ]

    private static let paths: [HTTP2Case] = [
        row("a path without a slash", request(path: "x"), .malformed),
        row("a whole URL", request(path: "https://a/"), .malformed),
        row("* for GET", request(path: "*"), .malformed),
        row("* for OPTIONS", request(method: "OPTIONS", path: "*"), .goesOn(["1: 200", "1: OPTIONS * 0; end"])),
        row("a path with a space", request(path: "/a b"), .malformed),
        row("a path with NUL", request(path: "/\0"), .malformed),
        row("a path with a line's end", request(path: "/\r\nx: y"), .malformed),
        row("a path with a fragment", request(path: "/#a"), .refuses(400)),
        row("a path that is not ASCII", request(path: "/é"), .refuses(400)),
        row("a path of 9,000 bytes", request(path: "/" + String(repeating: "x", count: 9000)), .refuses(414)),
    ]

    private static let authorities: [HTTP2Case] = [
        row("an authority and the same host", request(("host", "a")), .getAnswered),
        row("an authority and the same host in capitals", request(("host", "A")), .getAnswered),
        row("an authority and another host", request(("host", "b")), .refuses(400)),
        row("a host alone", request(authority: nil, ("host", "a")), .getAnswered),
        row("neither authority nor host", request(authority: nil), .malformed),
        row("two hosts", request(authority: nil, ("host", "a"), ("host", "a")), .malformed),
        row("an authority with a user", request(authority: "u@a"), .refuses(400)),
        row("an authority with a slash", request(authority: "a/b"), .malformed),
        row("an authority with a space", request(authority: "a b"), .malformed),
        row("an authority of IPv6", request(authority: "[::1]:443"), .getAnswered),
    ]

    private static let others: [HTTP2Case] = [
        row("an authority twice", request((":authority", "a")), .malformed),
        row("a pseudo-field between fields", request(("x", "y"), (":authority", "a")), .malformed),
        row("a pseudo-field with a capital", request((":Path", "/")), .malformed),
        row("a colon alone", request((":", "x")), .malformed),
        row("a field that is unlawful, then a pseudo-field", [("x y", "z")] + request(), .malformed),
        row("more than 128 fields", request() + Fields(repeating: ("x", "y"), count: 129), .refuses(431)),
    ]
}
