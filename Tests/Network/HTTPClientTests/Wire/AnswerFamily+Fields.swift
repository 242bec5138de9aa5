extension AnswerFamily {
    private static func field(_ line: String) -> AnswerCase {
        .good(
            "[\(line.prefix(40))] of \(line.utf8.count)",
            AnswerCase.ok("\(line)\r\nContent-Length: 5", "hello"),
            "200 hello"
        )
    }

    private static func field(_ line: String, refused cause: String) -> AnswerCase {
        .bad(
            "[\(line.prefix(40))] of \(line.utf8.count)",
            AnswerCase.ok("\(line)\r\nContent-Length: 5", "hello"),
            cause
        )
    }

    /// RFC 9112 section 5.
    ///
    /// Folded lines are not put together again: whoever still sends them sends what others read otherwise.
    static let lines: [AnswerCase] = [
        field("X: y"), field("X:"), field("X: \t y \t"), field("X: \u{E9}"), field("!#$%&'*+-.^_`|~: y"),
        field("Host: a\r\nHost: b"), field("Expect: x"), field("X: " + String(repeating: "y", count: 30_000)),
        field("X", refused: "no colon"), field(": y", refused: "no name"), field("X : y", refused: "white space"),
        field(" X: y", refused: "folded"), field("X: y\r\n z", refused: "folded"),
        field("X:\r\n\ty", refused: "folded"),
        field("X Y: z", refused: "white space"), field("X\0: y", refused: "not allowed"),
        field("X\u{E9}: y", refused: "not allowed"),
        field("X(: y", refused: "not allowed"), field("X: a\0b", refused: "control byte"),
        field("X: a\u{1}b", refused: "control byte"),
        field("X: a\u{7F}", refused: "control byte"), field("X: a\rb", refused: "control byte"),
        field("X: a\r", refused: "control byte"),
        field("X: a\nY: b", refused: "bare line feed"), field("X: a\n", refused: "bare line feed"),
        field("HTTP/1.1 200 OK", refused: "not allowed"),
        field("X: " + String(repeating: "y", count: 33_000), refused: "longer than 32768"),
        field(String(repeating: "X: y\r\n", count: 126) + "X: y"),
        field(String(repeating: "X: y\r\n", count: 127) + "X: y", refused: "more than 128"),
    ]

    private static func connection(_ line: String, kept: Bool, version: String = "HTTP/1.1") -> AnswerCase {
        .good(
            "\(version) [\(line)]",
            "\(version) 200 OK\r\n\(line)\r\nContent-Length: 5\r\n\r\nhello",
            "200 hello",
            kept: kept
        )
    }

    /// RFC 9112 section 9.3.
    static let connections: [AnswerCase] = [
        connection("Connection: close", kept: false), connection("connection:CLOSE", kept: false),
        connection("Connection: keep-alive, close", kept: false),
        connection("Connection: close, keep-alive", kept: false),
        connection("Connection: x\r\nConnection: close", kept: false), connection("Connection: keep-alive", kept: true),
        connection("Connection:", kept: true), connection("Connection: closed", kept: true),
        connection("Proxy-Connection: close", kept: true), connection("Upgrade: h2c", kept: true),
        connection("Connection: Upgrade\r\nUpgrade: h2c", kept: true),
        connection("X: y", kept: false, version: "HTTP/1.0"),
        connection("Connection: keep-alive", kept: true, version: "HTTP/1.0"),
        connection("Connection: keep-alive, close", kept: false, version: "HTTP/1.0"),
        connection("Keep-Alive: timeout=5", kept: false, version: "HTTP/1.0"),
        .good(
            "closed behind the answer",
            AnswerCase.ok("Content-Length: 5", "hello"),
            "200 hello",
            closes: true,
            kept: false
        ),
    ]
}
