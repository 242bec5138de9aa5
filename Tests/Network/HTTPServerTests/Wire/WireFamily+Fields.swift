extension WireFamily {
    private static func host(_ lines: String, _ seen: String) -> WireCase {
        let sent = "GET /h HTTP/1.1\r\n\(lines)\r\n"
        return seen == "200" ? WireCase("[\(lines)]", sent, "200 GET /h 0", "next") : WireCase("[\(lines)]", sent, seen)
    }

    /// RFC 9112 section 3.2: exactly one, and a host and port without user information.
    static let hosts: [WireCase] = [
        host("Host: a\r\n", "200"), host("host: a\r\n", "200"), host("HOST:a\r\n", "200"), host("Host:\r\n", "200"),
        host("Host: a:443\r\n", "200"), host("Host: [::1]:443\r\n", "200"), host("Host: a.b-c_d.svc\r\n", "200"),
        host("Host: \ta\t \r\n", "200"), host("", "400"), host("X: a\r\n", "400"), host("Hosts: a\r\n", "400"),
        host("Host: a\r\nHost: a\r\n", "400"), host("Host: a\r\nHost: b\r\n", "400"),
        host("Host:\r\nhost: b\r\n", "400"),
        host("Host: a b\r\n", "400"), host("Host: a\tb\r\n", "400"), host("Host: u@a\r\n", "400"),
        host("Host: a/b\r\n", "400"),
        host("Host: http://a\r\n", "400"), host("Host: a?b\r\n", "400"), host("Host: a#b\r\n", "400"),
        host("Host: a\\b\r\n", "400"), host("Host: \"a\"\r\n", "400"), host("Host: a\0\r\n", "400"),
        host("Host: \u{E9}\r\n", "400"), host("Host: <a>\r\n", "400"), host("Host : a\r\n", "400"),
        host(" Host: a\r\n", "400"),
        host("X: y\r\n Host: a\r\n", "400"), host("Host: a\r\n b\r\n", "400"), host("X: y\nHost: a\r\n", "400"),
        WireCase("of HTTP/1.0, none", "GET /h HTTP/1.0\r\n\r\n", "200 GET /h 0"),
        WireCase("of HTTP/1.0, two", "GET /h HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400"),
        WireCase("another than the target's", "GET http://b/h HTTP/1.1\r\nHost: a\r\n\r\n", "200 GET /h 0", "next"),
        WireCase("missing beside the target's", "GET http://b/h HTTP/1.1\r\n\r\n", "400"),
    ]

    private static func field(_ line: String, _ seen: String) -> WireCase {
        let sent = "GET /f HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n"
        let name = "[\(line.prefix(60))] of \(line.utf8.count)"
        return seen == "200" ? WireCase(name, sent, "200 GET /f 0", "next") : WireCase(name, sent, seen)
    }

    /// RFC 9112 sections 2.2 and 5: lines end with CRLF, names are tokens with the colon at once, nothing is folded.
    static let lines: [WireCase] =
        [
            field("X: y", "200"), field("X:y", "200"), field("X:", "200"), field("X: \t y \t ", "200"),
            field("X: a:b", "200"), field("X: \u{E9}\u{1F600}", "200"), field("X: \"\\", "200"),
            field("X: a\tb", "200"),
            field("!#$%&'*+-.^_`|~09Az: y", "200"), field("X", "400"), field(": y", "400"), field(":", "400"),
            field(" X: y", "400"),
            field("\tX: y", "400"), field("X : y", "400"), field("X\t: y", "400"), field("X Y: z", "400"),
            field("X\u{E9}: y", "400"), field("X\0: y", "400"), field("X(: y", "400"), field("X/: y", "400"),
            field("X@: y", "400"), field("[X]: y", "400"), field("\"X\": y", "400"), field("X,Y: z", "400"),
            field("X;: y", "400"),
            field("X=y", "400"), field("X{: y", "400"), field("X\u{7F}: y", "400"), field("X: y\r\n z", "400"),
            field("X: y\r\n\tz", "400"), field("X:\r\n y", "400"), field("X: y\r\n ", "400"), field(" ", "400"),
            field("X: \0", "400"), field("X: a\0b", "400"), field("X: 1234567\u{1}90", "400"),
            field("X: a\u{B}", "400"),
            field("X: a\u{1F}b", "400"), field("X: a\u{7F}b", "400"), field("X: a\rb", "400"), field("X: a\r", "400"),
            field("X: a\nY: b", "400"), field("X: a\n", "400"), field("X: a\r\r\nY: b", "400"),
            field("GET /x HTTP/1.1", "400"),
            field("X: \(String(repeating: "y", count: 30_000))", "200"),
            field("X: \(String(repeating: "y", count: 33_000))", "431"),
            field(String(repeating: "N", count: 33_000) + ": y", "431"),
            field(String(repeating: "X: y\r\n", count: 126) + "X: y", "200"),
            field(String(repeating: "X: y\r\n", count: 127) + "X: y", "431"),
        ] + lineEnds

    private static let lineEnds: [WireCase] = [
        WireCase("LF only", "GET /f HTTP/1.1\nHost: a\n\n", "400"),
        WireCase("LF after the request line", "GET /f HTTP/1.1\nHost: a\r\n\r\n", "400"),
        WireCase("LF after a field", "GET /f HTTP/1.1\r\nHost: a\n\r\n", "400"),
        WireCase("LF at the end", "GET /f HTTP/1.1\r\nHost: a\r\n\n", "400"),
        WireCase("CR only", "GET /f HTTP/1.1\rHost: a\r\r", "400"),
        WireCase("CR CR LF", "GET /f HTTP/1.1\r\r\nHost: a\r\n\r\n", "400"),
        WireCase("LF CR", "GET /f HTTP/1.1\n\rHost: a\n\r\n\r", "400"),
        WireCase("an empty line before", "\r\nGET /f HTTP/1.1\r\nHost: a\r\n\r\n", "200 GET /f 0", "next"),
        WireCase(
            "four empty lines before",
            "\r\n\r\n\r\n\r\nGET /f HTTP/1.1\r\nHost: a\r\n\r\n",
            "200 GET /f 0",
            "next"
        ),
        WireCase("five empty lines before", "\r\n\r\n\r\n\r\n\r\nGET /f HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        WireCase("an empty line of LF before", "\nGET /f HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        WireCase("CR before", "\rGET /f HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        WireCase("NUL before", "\0GET /f HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        WireCase("an empty line between", "GET /f HTTP/1.1\r\nHost: a\r\n\r\n\r\n", "200 GET /f 0", "next"),
        WireCase("a blank line between", "GET /f HTTP/1.1\r\nHost: a\r\n\r\n \r\n", "200 GET /f 0", "400"),
    ]
}
