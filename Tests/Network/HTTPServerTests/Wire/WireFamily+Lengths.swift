extension WireFamily {
    /// One value of Content-Length with five bytes of body.
    private static func length(_ value: String, seen: String...) -> WireCase {
        let name = "[\(value)]"
        return seen == ["5"]
            ? .post(name, "Content-Length:\(value)", "hello", seen: "200 POST /p 5", "next")
            : .post(name, "Content-Length:\(value)", "hello", seen: seen[0])
    }

    /// RFC 9110 section 8.6: digits; a list of equal numbers may be taken as one, anything else is refused.
    static let lengths: [WireCase] =
        [
            length("5", seen: "5"), length(" 5", seen: "5"), length(" \t 5 \t", seen: "5"), length(" 05", seen: "5"),
            length(" 00000000000000000000000000000005", seen: "5"), length(" 5, 5", seen: "5"),
            length(" 5,5", seen: "5"),
            length(" 5 ,\t05", seen: "5"), length(" +5", seen: "400"), length(" -5", seen: "400"),
            length(" -0", seen: "400"),
            length(" 0x5", seen: "400"), length(" 5e0", seen: "400"), length(" 5.0", seen: "400"),
            length(" 5;", seen: "400"),
            length(" 5,", seen: "400"), length(" ,5", seen: "400"), length(" 5,,5", seen: "400"),
            length(" 5, 6", seen: "400"), length(" 5 5", seen: "400"), length(" 5 6", seen: "400"),
            length("", seen: "400"),
            length(" ", seen: "400"), length(" five", seen: "400"), length(" \"5\"", seen: "400"),
            length(" \u{FF15}", seen: "400"), length(" \u{0665}", seen: "400"), length(" 5\u{0B}", seen: "400"),
            length(" 5\0", seen: "400"), length(" 5\u{A0}", seen: "400"), length(" 1_000", seen: "400"),
            length(" chunked", seen: "400"),
            // 2^32 + 5, 2^63 - 1, 2^63, 2^64 + 5: none of them may become 5.
            length(" 4294967301", seen: "413"), length(" 9223372036854775807", seen: "413"),
            length(" 9223372036854775808", seen: "413"), length(" 18446744073709551621", seen: "413"),
            length(" \(String(repeating: "9", count: 400))", seen: "413"), length(" 8388609", seen: "413"),
        ] + duplicates + spellings

    private static let duplicates: [WireCase] = [
        .post("twice the same", "Content-Length: 5\r\nContent-Length: 5", "hello", seen: "200 POST /p 5", "next"),
        .post("other zeros", "Content-Length: 5\r\nContent-Length: 005", "hello", seen: "200 POST /p 5", "next"),
        .post("more, then less", "Content-Length: 6\r\nContent-Length: 5", "hello", seen: "400"),
        .post("less, then more", "Content-Length: 5\r\nContent-Length: 6", "hello", seen: "400"),
        .post("zero first", "Content-Length: 0\r\nContent-Length: 5", "hello", seen: "400"),
        .post("zero last", "Content-Length: 5\r\nX: y\r\nContent-Length: 0", "hello", seen: "400"),
        .post("a good and a bad one", "Content-Length: 5\r\nContent-Length: x", "hello", seen: "400"),
        .post("other case", "content-length: 5\r\nCONTENT-LENGTH: 6", "hello", seen: "400"),
        .post("two beyond every limit", "Content-Length: 99999999999999999999\r\nContent-Length: 8", "x", seen: "400"),
    ]

    private static let spellings: [WireCase] = [
        .post("none", "X: y", seen: "200 POST /p 0", "next"),
        .post("zero", "Content-Length: 0", seen: "200 POST /p 0", "next"),
        .post("lower case", "content-length: 5", "hello", seen: "200 POST /p 5", "next"),
        .post("upper case", "CONTENT-LENGTH: 5", "hello", seen: "200 POST /p 5", "next"),
        .post("blank before the colon", "Content-Length : 5", "hello", seen: "400"),
        .post("tab before the colon", "Content-Length\t: 5", "hello", seen: "400"),
        .post("NUL before the colon", "Content-Length\0: 5", "hello", seen: "400"),
        .post("vertical tab before the name", "\u{0B}Content-Length: 5", "hello", seen: "400"),
        .post("blank before the name", " Content-Length: 5", "hello", seen: "400"),
        .post("value on the next line", "Content-Length:\r\n 5", "hello", seen: "400"),
        .post("value goes on", "Content-Length: 5\r\n 0", "hello", seen: "400"),
        .post("hidden behind a bare LF", "X: y\nContent-Length: 5", "hello", seen: "400"),
        .post("hidden behind a bare CR", "X: y\rContent-Length: 5", "hello", seen: "400"),
        // Another field, so that the body is the start of the next request; some servers take _ for -.
        .post("underscore", "Content_Length: 5", "hello", seen: "200 POST /p 0", "200 helloGET /next 0"),
        .post(
            "named by Connection",
            "Connection: Content-Length\r\nContent-Length: 5",
            "hello",
            seen: "200 POST /p 5",
            "next"
        ),
        .post(
            "a request as the body",
            "Content-Length: 32",
            "GET /x HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\n",
            seen: "200 POST /p 32",
            "next"
        ),
        WireCase("of GET", "GET /g HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "200 GET /g 5", "next"),
        WireCase("of HEAD", "HEAD /g HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "200", "next"),
        WireCase(
            "of DELETE",
            "DELETE /g HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "200 DELETE /g 5",
            "next"
        ),
        WireCase(
            "of OPTIONS",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "200 OPTIONS * 5",
            "next"
        ),
        WireCase("of HTTP/1.0", "POST /p HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", "200 POST /p 5"),
    ]
}
