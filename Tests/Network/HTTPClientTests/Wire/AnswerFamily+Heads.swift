import HTTP

extension AnswerFamily {
    private static let rest = "Content-Length: 2\r\n\r\nok"

    private static func status(_ line: String, _ seen: String, kept: Bool = true) -> AnswerCase {
        .good("[\(line)]", "\(line)\r\n\(rest)", seen, kept: kept)
    }

    private static func status(_ line: String, refused cause: String) -> AnswerCase {
        .bad("[\(line.prefix(60))]", "\(line)\r\n\(rest)", cause)
    }

    /// RFC 9112 section 4.
    static let statusLines: [AnswerCase] = [
        status("HTTP/1.1 200 OK", "200 ok"), status("HTTP/1.1 200 ", "200 ok"), status("HTTP/1.1 200", "200 ok"),
        status("HTTP/1.1 200 All is well: 200", "200 ok"), status("HTTP/1.1 200 \u{E9}", "200 ok"),
        status("HTTP/1.1 200 a\tb", "200 ok"), status("HTTP/1.2 200 OK", "200 ok"),
        status("HTTP/1.0 200 OK", "200 ok", kept: false),
        status("HTTP/1.1 299 ?", "299 ok"), status("HTTP/1.1 418 Teapot", "418 ok"),
        status("HTTP/1.1 599 ?", "599 ok"),
        status("HTTP/1.1 099 ?", refused: "does not exist"), status("HTTP/1.1 000 ?", refused: "does not exist"),
        status("HTTP/1.1 600 ?", refused: "does not exist"), status("HTTP/1.1 999 ?", refused: "does not exist"),
        status("HTTP/1.1 20 OK", refused: "status"), status("HTTP/1.1 2000 OK", refused: "status"),
        status("HTTP/1.1 0200 OK", refused: "status"), status("HTTP/1.1 -20 OK", refused: "three digits"),
        status("HTTP/1.1 +20 OK", refused: "three digits"), status("HTTP/1.1 2 0 OK", refused: "three digits"),
        status("HTTP/1.1 0x2 OK", refused: "three digits"), status("HTTP/1.1 200OK", refused: "status"),
        status("HTTP/1.1  200 OK", refused: "status"), status("HTTP/1.1\t200 OK", refused: "status"),
        status("HTTP/1.1 200\tOK", refused: "status"), status("HTTP/1.1200 OK", refused: "status"),
        status("HTTP/1.1 \u{0662}0 OK", refused: "three digits"), status("HTTP/1.1", refused: "status"),
        status("HTTP/1.1 ", refused: "status"), status("HTTP/1.x 200 OK", refused: "status"),
        status("HTTP/1.10 200 OK", refused: "status"), status("HTTP/1 200 OK", refused: "not HTTP/1.1"),
        status("HTTP/2.0 200 OK", refused: "not HTTP/1.1"), status("HTTP/2 200", refused: "not HTTP/1.1"),
        status("HTTP/0.9 200 OK", refused: "not HTTP/1.1"), status("HTTP/01.1 200 OK", refused: "not HTTP/1.1"),
        status("http/1.1 200 OK", refused: "not HTTP/1.1"), status("HTTPS/1.1 200 OK", refused: "not HTTP/1.1"),
        status("ICY 200 OK", refused: "not HTTP/1.1"), status(" HTTP/1.1 200 OK", refused: "not HTTP/1.1"),
        status("\r\nHTTP/1.1 200 OK", refused: "not HTTP/1.1"), status("\nHTTP/1.1 200 OK", refused: "not HTTP/1.1"),
        status("\u{FEFF}HTTP/1.1 200 OK", refused: "not HTTP/1.1"), status("", refused: "not HTTP/1.1"),
        status("<html>", refused: "not HTTP/1.1"), status("{\"a\":1}", refused: "not HTTP/1.1"),
        status("HTTP/1.1 200 O\0K", refused: "control byte"), status("HTTP/1.1 200 O\rK", refused: "control byte"),
        status("HTTP/1.1 200 OK\u{7F}", refused: "control byte"), status("HTTP/1.1 200 OK\r", refused: "control byte"),
        status("HTTP/1.1 200 \(String(repeating: "x", count: 33_000))", refused: "longer than 32768"),
        .bad("ends with LF", "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok", "bare line feed"),
        .bad("nothing", "", "closed the connection", closes: true),
        .bad("a byte", "H", "in the middle of the header", closes: true),
        .bad("cut in the status", "HTTP/1.1 2", "in the middle of the header", closes: true),
        .bad(
            "cut before the end of the header",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
            "in the middle of the header",
            closes: true
        ),
    ]

    private static let final = "HTTP/1.1 200 OK\r\n\(rest)"

    /// RFC 9110 section 15.2: they are passed over, however many there are within reason, and none has a body.
    static let interim: [AnswerCase] = [
        .good("100", "HTTP/1.1 100 Continue\r\n\r\n\(final)", "200 ok"),
        .good(
            "102, 103, 199",
            "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nLink: </a>\r\n\r\nHTTP/1.1 199 ?\r\n\r\n\(final)",
            "200 ok"
        ),
        .good("sixteen", String(repeating: "HTTP/1.1 100 C\r\n\r\n", count: 16) + final, "200 ok"),
        .bad("seventeen", String(repeating: "HTTP/1.1 100 C\r\n\r\n", count: 17) + final, "interim"),
        .good("with a length, and no body", "HTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\n\(final)", "200 ok"),
        .bad("with a length, and a body", "HTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\nhello\(final)", "not HTTP/1.1"),
        .good("with a coding, and no body", "HTTP/1.1 100 C\r\nTransfer-Encoding: chunked\r\n\r\n\(final)", "200 ok"),
        .bad("with chunks", "HTTP/1.1 100 C\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(final)", "not HTTP/1.1"),
        .bad("with both", "HTTP/1.1 100 C\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n\(final)", "both"),
        .good("that says close counts for nothing", "HTTP/1.1 100 C\r\nConnection: close\r\n\r\n\(final)", "200 ok"),
        .bad("101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n\(final)", "nobody asked for"),
        .bad("alone", "HTTP/1.1 100 Continue\r\n\r\n", "in the middle of the header", closes: true),
        .good("after the answer", final + "HTTP/1.1 100 Continue\r\n\r\n", "200 ok", kept: false),
    ]

    /// RFC 9112 section 6.3: no body whatever the header says.
    ///
    /// What comes all the same is no answer to the next request.
    static let withoutBody: [AnswerCase] = [
        .good("204", "HTTP/1.1 204 No Content\r\n\r\n", "204"),
        .good("204 with a length of zero", "HTTP/1.1 204 N\r\nContent-Length: 0\r\n\r\n", "204"),
        // Whether the body comes later nobody knows.
        .good("204 with a length", "HTTP/1.1 204 N\r\nContent-Length: 5\r\n\r\n", "204", kept: false),
        .good("204 with a body", "HTTP/1.1 204 N\r\nContent-Length: 5\r\n\r\nhello", "204", kept: false),
        .good("204 with a body without a length", "HTTP/1.1 204 N\r\n\r\nhello", "204", kept: false),
        .good("204 with a coding", "HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n", "204", kept: false),
        .good("204 with chunks", "HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "204", kept: false),
        .good(
            "204 with an answer as its body",
            "HTTP/1.1 204 N\r\nContent-Length: \(final.utf8.count)\r\n\r\n\(final)",
            "204",
            kept: false
        ),
        .good("304", "HTTP/1.1 304 Not Modified\r\n\r\n", "304"),
        .good("304 with the length of what it stands for", "HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\n", "304"),
        .good("304 with a coding", "HTTP/1.1 304 N\r\nTransfer-Encoding: chunked\r\n\r\n", "304"),
        .good("304 with a body", "HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\nhello", "304", kept: false),
        .good("205 with a body", "HTTP/1.1 205 R\r\nContent-Length: 5\r\n\r\nhello", "205 hello"),
        .good("to HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "200", to: .head),
        .good("to HEAD, in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "200", to: .head),
        .good("to HEAD, without a length", "HTTP/1.1 200 OK\r\n\r\n", "200", to: .head),
        .good(
            "to HEAD, with a body",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "200",
            to: .head,
            kept: false
        ),
        .good(
            "to HEAD, with an answer as its body",
            "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n\(final)",
            "200",
            to: .head,
            kept: false
        ),
        .bad("204 with two lengths", "HTTP/1.1 204 N\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n", "differ"),
    ]
}
