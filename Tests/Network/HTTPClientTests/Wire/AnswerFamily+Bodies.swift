extension AnswerFamily {
    private static func length(_ value: String) -> AnswerCase {
        .good("[\(value)]", AnswerCase.ok("Content-Length:\(value)", "hello"), "200 hello")
    }

    private static func length(_ value: String, refused cause: String) -> AnswerCase {
        .bad("[\(value)]", AnswerCase.ok("Content-Length:\(value)", "hello"), cause)
    }

    private static let another = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"

    static let lengths: [AnswerCase] = [
        length(" 5"), length("5"), length(" \t5 "), length(" 005"), length(" 5, 5"), length(" 5,5 ,5"),
        length(" 00000000000000000000000000005"), length("", refused: "empty"), length(" ", refused: "empty"),
        length(" 5,", refused: "empty"), length(" ,5", refused: "empty"), length(" +5", refused: "not a number"),
        length(" -5", refused: "not a number"), length(" 0x5", refused: "not a number"),
        length(" 5.0", refused: "not a number"),
        length(" 5;", refused: "not a number"), length(" 5 6", refused: "not a number"),
        length(" 5, 6", refused: "differ"),
        length(" \u{FF15}", refused: "not a number"), length(" 5\0", refused: "control byte"),
        .good("zero", AnswerCase.ok("Content-Length: 0"), "200"),
        .good("twice the same", AnswerCase.ok("Content-Length: 5\r\nContent-Length: 5", "hello"), "200 hello"),
        .bad("more, then less", AnswerCase.ok("Content-Length: 6\r\nContent-Length: 5", "hello"), "differ"),
        .bad("less, then more", AnswerCase.ok("Content-Length: 5\r\ncontent-length: 6", "hello!"), "differ"),
        .bad("folded", AnswerCase.ok("Content-Length: 5\r\n 0", "hello"), "folded"),
        .bad("blank before the colon", AnswerCase.ok("Content-Length : 5", "hello"), "white space"),
        .bad("behind a bare LF", AnswerCase.ok("X: y\nContent-Length: 5", "hello"), "bare line feed"),
        .bad("behind a bare CR", AnswerCase.ok("X: y\rContent-Length: 5", "hello"), "control byte"),
        .bad(
            "less than announced",
            AnswerCase.ok("Content-Length: 7", "hello"),
            "2 bytes of the body were missing",
            closes: true
        ),
        .bad(
            "nothing of what is announced",
            AnswerCase.ok("Content-Length: 7"),
            "7 bytes of the body were missing",
            closes: true
        ),
        .bad("2^64 + 5", AnswerCase.ok("Content-Length: 18446744073709551621", "hello"), "missing", closes: true),
        .bad(
            "more than is taken",
            AnswerCase.ok("Content-Length: 8388609", String(repeating: "x", count: 8_388_609)),
            "longer than"
        ),
        // What follows is nobody's.
        .good("and a byte more", AnswerCase.ok("Content-Length: 5", "hello!"), "200 hello", kept: false),
        .good("and a line end more", AnswerCase.ok("Content-Length: 5", "hello\r\n"), "200 hello", kept: false),
        .good("and another answer", AnswerCase.ok("Content-Length: 5", "hello\(another)"), "200 hello", kept: false),
        .good("zero and another answer", AnswerCase.ok("Content-Length: 0", another), "200", kept: false),
        .good("until the end", AnswerCase.ok("X: y", "hello"), "200 hello", closes: true, kept: false),
        .good(
            "until the end, another answer in it",
            AnswerCase.ok("X: y", another),
            "200 \(another)",
            closes: true,
            kept: false
        ),
        .good("until the end, nothing", AnswerCase.ok("X: y"), "200", closes: true, kept: false),
    ]

    private static let body = "5\r\nhello\r\n0\r\n\r\n"

    private static func coding(_ value: String, refused cause: String) -> AnswerCase {
        .bad("[\(value)]", AnswerCase.ok("Transfer-Encoding:\(value)", body), cause)
    }

    static let codings: [AnswerCase] = [
        .good("chunked", AnswerCase.ok("Transfer-Encoding: chunked", body), "200 hello"),
        .good("Chunked", AnswerCase.ok("transfer-encoding:\tChunked ", body), "200 hello"),
        .good(
            "chunked, and another answer",
            AnswerCase.ok("Transfer-Encoding: chunked", body + another),
            "200 hello",
            kept: false
        ),
        coding("", refused: "chunked"), coding(" ,", refused: "chunked"), coding(" chunked,", refused: "chunked"),
        coding(" chunked, chunked", refused: "chunked"), coding(" gzip", refused: "chunked"),
        coding(" gzip, chunked", refused: "chunked"), coding(" chunked, gzip", refused: "chunked"),
        coding(" identity", refused: "chunked"), coding(" xchunked", refused: "chunked"),
        coding(" \"chunked\"", refused: "chunked"), coding(" chunked;q=1", refused: "chunked"),
        coding(" \u{B}chunked", refused: "control byte"), coding(" chunked\0", refused: "control byte"),
        .bad("twice", AnswerCase.ok("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", body), "more than one"),
        .bad("two", AnswerCase.ok("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", body), "more than one"),
        .bad("after a length", AnswerCase.ok("Content-Length: 5\r\nTransfer-Encoding: chunked", body), "both"),
        .bad("before a length", AnswerCase.ok("Transfer-Encoding: chunked\r\nContent-Length: 5", body), "both"),
        .bad("with a length of zero", AnswerCase.ok("Transfer-Encoding: chunked\r\nContent-Length: 0", body), "both"),
        .bad("of HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", "HTTP/1.0"),
        .bad("blank before the colon", AnswerCase.ok("Transfer-Encoding : chunked", body), "white space"),
        .good("TE is another field", AnswerCase.ok("TE: chunked\r\nContent-Length: 5", "hello"), "200 hello"),
    ]

    private static func chunks(_ name: String, _ body: String, _ seen: String, kept: Bool = true) -> AnswerCase {
        .good(name, AnswerCase.ok("Transfer-Encoding: chunked", body), seen, kept: kept)
    }

    private static func chunks(_ name: String, _ body: String, refused cause: String, closes: Bool = false)
        -> AnswerCase
    {
        .bad(name, AnswerCase.ok("Transfer-Encoding: chunked", body), cause, closes: closes)
    }

    static let chunks: [AnswerCase] = [
        chunks("none", "0\r\n\r\n", "200"), chunks("two", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "200 hello"),
        chunks("extensions", "5;a=\"b;c\"\r\nhello\r\n0;d\r\n\r\n", "200 hello"),
        chunks("zeros", "0005\r\nhello\r\n000\r\n\r\n", "200 hello"),
        chunks("white space", "5 \r\nhello\r\n0\t\r\n\r\n", "200 hello"),
        chunks(
            "trailers that say something",
            "5\r\nhello\r\n0\r\nContent-Length: 1\r\nConnection: close\r\n\r\n",
            "200 hello"
        ),
        chunks("a byte too much", "5\r\nhello\r\n0\r\n\r\n!", "200 hello", kept: false),
        chunks("size with a sign", "+5\r\nhello\r\n0\r\n\r\n", refused: "hexadecimal"),
        chunks("size below zero", "-5\r\nhello\r\n0\r\n\r\n", refused: "hexadecimal"),
        chunks("size with 0x", "0x5\r\nhello\r\n0\r\n\r\n", refused: "hexadecimal"),
        chunks("blank before the size", " 5\r\nhello\r\n0\r\n\r\n", refused: "hexadecimal"),
        chunks("no size", "\r\nhello\r\n0\r\n\r\n", refused: "hexadecimal"),
        chunks("size of 17 digits", "00000000000000005\r\nhello\r\n0\r\n\r\n", refused: "too many digits"),
        chunks("size of 2^63", "8000000000000000\r\nhello\r\n0\r\n\r\n", refused: "longer than"),
        chunks("size of 2^64 - 1", "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", refused: "longer than"),
        chunks("LF after the size", "5\nhello\r\n0\r\n\r\n", refused: "hexadecimal"),
        chunks("LF after an extension", "5;a\nhello\r\n0\r\n\r\n", refused: "control byte"),
        chunks("CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", refused: "bare carriage return"),
        chunks("LF after the data", "5\r\nhello\n0\r\n\r\n", refused: "longer than its size"),
        chunks("data longer", "4\r\nhello\r\n0\r\n\r\n", refused: "longer than its size"),
        chunks("data shorter", "6\r\nhello\r\n0\r\n\r\n", refused: "longer than its size"),
        chunks("LF at the end", "5\r\nhello\r\n0\r\n\n", refused: "bare line feed"),
        chunks("a folded trailer", "5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n", refused: "folded"),
        chunks("a trailer with NUL", "5\r\nhello\r\n0\r\nX: \0\r\n\r\n", refused: "control byte"),
        chunks("another answer as trailers", "5\r\nhello\r\n0\r\n\(another)", refused: "not allowed"),
        chunks(
            "endless trailers",
            "5\r\nhello\r\n0\r\nX: \(String(repeating: "y", count: 40_000))\r\n\r\n",
            refused: "longer than 32768"
        ),
        chunks("no last chunk", "5\r\nhello\r\n", refused: "in the middle of the body", closes: true),
        chunks("no end", "5\r\nhello\r\n0\r\n", refused: "in the middle of the body", closes: true),
        chunks("nothing at all", "", refused: "in the middle of the body", closes: true),
    ]
}
