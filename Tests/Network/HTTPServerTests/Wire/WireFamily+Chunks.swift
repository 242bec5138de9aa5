extension WireFamily {
    private static func chunked(_ name: String, _ body: String, seen: String) -> WireCase {
        Int(seen).map { $0 < 400 } == true
            ? .post(name, "Transfer-Encoding: chunked", body, seen: "200 POST /p \(seen)", "next")
            : .post(name, "Transfer-Encoding: chunked", body, seen: seen)
    }

    /// A chunk of `hello` with this size line.
    private static func size(_ line: String, seen: String) -> WireCase {
        chunked("size [\(line)]", "\(line)\r\nhello\r\n0\r\n\r\n", seen: seen)
    }

    /// Trailers after the last chunk.
    private static func trailers(_ lines: String, seen: String) -> WireCase {
        chunked("trailers [\(lines.prefix(40))]", "5\r\nhello\r\n0\r\n\(lines)\r\n\r\n", seen: seen)
    }

    /// RFC 9112 section 7.1: a size in hexadecimal digits and nothing else, CRLF after it and after the data.
    static let chunks: [WireCase] =
        [
            size("05", seen: "5"), size("0000000000000005", seen: "5"),
            size("00000000000000005", seen: "400"), size("+5", seen: "400"), size("-5", seen: "400"),
            size(" 5", seen: "400"),
            size("\t5", seen: "400"), size("0x5", seen: "400"), size("5h", seen: "400"), size("5,5", seen: "400"),
            size("5_", seen: "400"), size("5.0", seen: "400"), size("5 5", seen: "400"), size("", seen: "400"),
            size("\"5\"", seen: "400"), size("\u{FF15}", seen: "400"), size("5\0", seen: "400"),
            size("five", seen: "400"),
            size("g", seen: "400"),
            // White space behind the size is read by everybody in the same way.
            size("5 ", seen: "5"), size("5\t", seen: "5"),
            // Sizes of which some reader keeps only the lower bits.
            size("100000005", seen: "413"), size("8000000000000005", seen: "413"),
            size("FFFFFFFFFFFFFFFF", seen: "413"),
            size("7FFFFFFFFFFFFFFF", seen: "413"), size("10000000000000005", seen: "413"),
            size("800001", seen: "413"),
            // Extensions are read and forgotten.
            size("5;", seen: "5"), size("5;a", seen: "5"), size("5;a=b", seen: "5"), size("5 ; a = b ;c", seen: "5"),
            size("5;a=\"b;c\"", seen: "5"), size("5;a=\"b\\\"c\"", seen: "5"), size("5;\u{E9}", seen: "5"),
            size("5;a\0", seen: "400"), size("5;a\u{1}b", seen: "400"), size("5;a\u{7F}", seen: "400"),
            size(";a", seen: "400"),
            size("5;a=\"\rb\"", seen: "400"), size("5;a\rb", seen: "400"), size("5\r;a", seen: "400"),
            size("5;\(String(repeating: "x", count: 40_000))", seen: "400"),
        ] + data + ends

    private static let data: [WireCase] = [
        chunked("none but the last", "0\r\n\r\n", seen: "0"),
        chunked("two", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", seen: "11"),
        chunked("capital digits", "A\r\n0123456789\r\n0\r\n\r\n", seen: "10"),
        chunked("small digits", "a\r\n0123456789\r\n0\r\n\r\n", seen: "10"),
        chunked("CRLF as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", seen: "4"),
        chunked("a last chunk as data", "5\r\n0\r\n\r\n\r\n0\r\n\r\n", seen: "5"),
        chunked("a request as data", "1C\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n", seen: "28"),
        chunked("size ends with LF", "5\nhello\r\n0\r\n\r\n", seen: "400"),
        chunked("size ends with CR", "5\rhello\r\n0\r\n\r\n", seen: "400"),
        chunked("size ends with CR CR LF", "5\r\r\nhello\r\n0\r\n\r\n", seen: "400"),
        chunked("extension ends with LF", "5;a\nhello\r\n0\r\n\r\n", seen: "400"),
        chunked("data ends with LF", "5\r\nhello\n0\r\n\r\n", seen: "400"),
        chunked("data ends with CR", "5\r\nhello\r0\r\n\r\n", seen: "400"),
        chunked("data ends with nothing", "5\r\nhello0\r\n\r\n", seen: "400"),
        chunked("data ends with LF CR", "5\r\nhello\n\r0\r\n\r\n", seen: "400"),
        chunked("data is longer", "4\r\nhello\r\n0\r\n\r\n", seen: "400"),
        chunked("data is shorter", "6\r\nhello\r\n0\r\n\r\n", seen: "400"),
        chunked("data is shorter by two", "7\r\nhello\r\n0\r\n\r\n", seen: "400"),
        chunked("an empty line between", "5\r\nhello\r\n\r\n0\r\n\r\n", seen: "400"),
    ]

    private static let ends: [WireCase] = [
        chunked("the last has zeros", "5\r\nhello\r\n000\r\n\r\n", seen: "5"),
        chunked("the last has an extension", "5\r\nhello\r\n0;a=b\r\n\r\n", seen: "5"),
        chunked("the last has a sign", "5\r\nhello\r\n-0\r\n\r\n", seen: "400"),
        chunked("the last ends with LF", "5\r\nhello\r\n0\n\r\n", seen: "400"),
        chunked("the end is a bare LF", "5\r\nhello\r\n0\r\n\n", seen: "400"),
        chunked("the end is a bare CR", "5\r\nhello\r\n0\r\n\rX: y\r\n\r\n", seen: "400"),
        trailers("X: y", seen: "5"), trailers("X: y\r\nZ:", seen: "5"),
        // What a trailer says never counts.
        trailers("Content-Length: 3", seen: "5"), trailers("Transfer-Encoding: chunked", seen: "5"),
        trailers("Host: b", seen: "5"), trailers("Connection: close", seen: "5"), trailers("X : y", seen: "400"),
        trailers(" X: y", seen: "400"), trailers("X: y\r\n z", seen: "400"), trailers("X: y\nZ: a", seen: "400"),
        trailers("X: y\rZ: a", seen: "400"), trailers("X: \0", seen: "400"), trailers("X\0: y", seen: "400"),
        trailers("X", seen: "400"), trailers(": y", seen: "400"), trailers("GET /x HTTP/1.1", seen: "400"),
        trailers(String(repeating: "X: y\r\n", count: 128) + "X: y", seen: "431"),
        trailers("X: " + String(repeating: "y", count: 40_000), seen: "431"),
    ]
}
