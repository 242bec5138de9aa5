extension WireFamily {
    private static let body = "5\r\nhello\r\n0\r\n\r\n"

    private static func coding(_ value: String, seen: String) -> WireCase {
        seen == "5"
            ? .post("[\(value)]", "Transfer-Encoding:\(value)", body, seen: "200 POST /p 5", "next")
            : .post("[\(value)]", "Transfer-Encoding:\(value)", body, seen: seen)
    }

    /// RFC 9112 sections 6.1 and 6.3: exactly `chunked`, once, and never beside Content-Length.
    static let codings: [WireCase] =
        [
            coding("chunked", seen: "5"), coding(" chunked", seen: "5"), coding(" \t chunked \t", seen: "5"),
            coding(" Chunked", seen: "5"), coding(" CHUNKED", seen: "5"), coding("", seen: "400"),
            coding(" ", seen: "400"),
            coding(" ,", seen: "501"), coding(" chunked,", seen: "400"), coding(" ,chunked", seen: "501"),
            coding(" chunked, chunked", seen: "400"), coding(" identity", seen: "501"), coding(" gzip", seen: "501"),
            coding(" gzip, chunked", seen: "501"), coding(" chunked, gzip", seen: "501"),
            coding(" chunked, identity", seen: "501"), coding(" identity, chunked", seen: "501"),
            coding(" chunked;q=1", seen: "501"), coding(" chunked; x", seen: "501"),
            coding(" \"chunked\"", seen: "501"),
            coding(" 'chunked'", seen: "501"), coding(" xchunked", seen: "501"), coding(" chunkedx", seen: "501"),
            coding(" chun ked", seen: "501"), coding(" x chunked", seen: "501"), coding(" chunked x", seen: "501"),
            coding(" chunk", seen: "501"), coding(" \u{0B}chunked", seen: "400"), coding(" chunked\u{0C}", seen: "400"),
            coding(" chunked\0", seen: "400"), coding(" \u{A0}chunked", seen: "501"),
            coding(" chun\u{212A}ed", seen: "501"), coding(" chunked\u{7F}", seen: "400"),
            coding(": chunked", seen: "501"),
        ] + conflicts + spellings

    private static let conflicts: [WireCase] = [
        .post("after a length", "Content-Length: 5\r\nTransfer-Encoding: chunked", body, seen: "400"),
        .post("before a length", "Transfer-Encoding: chunked\r\nContent-Length: 5", body, seen: "400"),
        .post("the length of the chunks", "Content-Length: 15\r\nTransfer-Encoding: chunked", body, seen: "400"),
        .post("with a length of zero", "Content-Length: 0\r\nTransfer-Encoding: chunked", body, seen: "400"),
        .post("with a length that is none", "Transfer-Encoding: chunked\r\nContent-Length: x", body, seen: "400"),
        .post("with an empty length", "Transfer-Encoding: chunked\r\nContent-Length:", body, seen: "400"),
        .post("another coding with a length", "Transfer-Encoding: identity\r\nContent-Length: 5", "hello", seen: "501"),
        .post("an empty coding with a length", "Transfer-Encoding:\r\nContent-Length: 5", "hello", seen: "400"),
        .post("twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", body, seen: "400"),
        .post("chunked, then identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", body, seen: "400"),
        .post("identity, then chunked", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", body, seen: "501"),
        .post("empty, then chunked", "Transfer-Encoding:\r\nTransfer-Encoding: chunked", body, seen: "400"),
        .post("chunked, then empty", "Transfer-Encoding: chunked\r\nTransfer-Encoding:", body, seen: "400"),
    ]

    private static let spellings: [WireCase] = [
        .post("lower case", "transfer-encoding: chunked", body, seen: "200 POST /p 5", "next"),
        .post("blank before the colon", "Transfer-Encoding : chunked", body, seen: "400"),
        .post("tab before the colon", "Transfer-Encoding\t: chunked", body, seen: "400"),
        .post("blank before the name", " Transfer-Encoding: chunked", body, seen: "400"),
        .post("value on the next line", "Transfer-Encoding:\r\n chunked", body, seen: "400"),
        .post("value goes on", "Transfer-Encoding: chunked\r\n , identity", body, seen: "400"),
        .post("hidden behind a bare LF", "X: y\nTransfer-Encoding: chunked", body, seen: "400"),
        .post("hidden behind a bare CR", "X: y\rTransfer-Encoding: chunked", body, seen: "400"),
        .post("in a folded line", "X: y\r\n Transfer-Encoding: chunked", body, seen: "400"),
        // Other fields: the chunks are then no body, and no request either.
        .post("underscore", "Transfer_Encoding: chunked", body, seen: "200 POST /p 0", "400"),
        .post("TE", "TE: chunked", body, seen: "200 POST /p 0", "400"),
        .post("Content-Encoding", "Content-Encoding: chunked", body, seen: "200 POST /p 0", "400"),
        .post(
            "named by Connection",
            "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
            body,
            seen: "200 POST /p 5",
            "next"
        ),
        WireCase(
            "of GET",
            "GET /g HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)",
            "200 GET /g 5",
            "next"
        ),
        WireCase("of HTTP/1.0", "POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", "400"),
        WireCase(
            "of HTTP/1.0 with a length",
            "POST /p HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n\(body)",
            "400"
        ),
    ]
}
