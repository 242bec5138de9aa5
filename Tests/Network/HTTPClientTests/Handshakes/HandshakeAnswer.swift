/// What a server says in answer to the client's first message of TLS, byte by byte.
struct HandshakeAnswer: Sendable {
    let name: String
    let sent: [UInt8]
    /// A part of the error.
    let cause: String

    init(_ name: String, _ sent: [UInt8], _ cause: String) {
        self.name = name
        self.sent = sent
        self.cause = cause
    }

    private static func counted(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }

    private static func record(_ type: UInt8, _ content: [UInt8], version: [UInt8] = [3, 3]) -> [UInt8] {
        [type] + version + counted(content)
    }

    private static func alert(_ description: UInt8, level: UInt8 = 2) -> [UInt8] { record(21, [level, description]) }

    /// A ServerHello of TLS 1.2 (RFC 5246 section 7.4.1.3).
    private static func hello(
        version: [UInt8] = [3, 3],
        suite: [UInt8] = [0xC0, 0x2B],
        compression: UInt8 = 0,
        extensions: [UInt8] = [0xFF, 0x01, 0, 1, 0],
        random: [UInt8] = (0..<32).map { UInt8($0) }
    ) -> [UInt8] {
        let body = version + random + [0] + suite + [compression] + counted(extensions)
        return record(22, [2, 0, 0, UInt8(body.count)] + body)
    }

    /// Of each of them the client must make an error of TLS, and not try again with less.
    static let all: [HandshakeAnswer] = [
        HandshakeAnswer("plain HTTP", Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), "does not speak TLS"),
        HandshakeAnswer("SSH", Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), "does not speak TLS"),
        HandshakeAnswer("zeros", [UInt8](repeating: 0, count: 500), ""),
        HandshakeAnswer("ones", [UInt8](repeating: 0xFF, count: 500), ""),
        HandshakeAnswer("nothing", [], ""), HandshakeAnswer("a byte", [22], ""),
        HandshakeAnswer("half a record", Array(hello().prefix(30)), ""),
        HandshakeAnswer("a handshake failure", alert(40), "handshake failure"),
        HandshakeAnswer("another version", alert(70), "protocol version"),
        HandshakeAnswer("a name that it does not know", alert(112), "unrecognized name"),
        HandshakeAnswer("its close", alert(0, level: 1), ""),
        HandshakeAnswer("a warning and its close", alert(112, level: 1) + alert(0, level: 1), ""),
        HandshakeAnswer("TLS 1.1", hello(version: [3, 2]), ""), HandshakeAnswer("TLS 1.0", hello(version: [3, 1]), ""),
        HandshakeAnswer("SSL 3", hello(version: [3, 0]), ""),
        HandshakeAnswer("TLS 1.3 without its extension", hello(version: [3, 4]), ""),
        // The last bytes of the random say that a server of TLS 1.3 was made to speak 1.2 (RFC 8446 section 4.1.3).
        HandshakeAnswer(
            "TLS 1.2 that somebody has forced",
            hello(random: [UInt8](repeating: 1, count: 24) + Array("DOWNGRD\u{1}".utf8)),
            ""
        ),
        HandshakeAnswer(
            "TLS 1.1 that somebody has forced",
            hello(random: [UInt8](repeating: 1, count: 24) + Array("DOWNGRD\0".utf8)),
            ""
        ),
        HandshakeAnswer("a suite with RSA's key exchange", hello(suite: [0, 0x2F]), ""),
        HandshakeAnswer("no encryption", hello(suite: [0, 0x02]), ""),
        HandshakeAnswer("nobody's signature", hello(suite: [0xC0, 0x18]), ""),
        HandshakeAnswer("a suite of TLS 1.3 in 1.2", hello(suite: [0x13, 0x01]), ""),
        HandshakeAnswer("a suite of nobody's", hello(suite: [0x7A, 0x7A]), ""),
        HandshakeAnswer("compression", hello(compression: 1), ""),
        HandshakeAnswer("an extension that nobody asked for", hello(extensions: [0x7A, 0x7A, 0, 0]), ""),
        HandshakeAnswer("a protocol that was not offered", hello(extensions: [0, 16, 0, 5, 0, 3, 2, 0x68, 0x32]), ""),
        HandshakeAnswer(
            "two protocols",
            hello(extensions: [0, 16, 0, 11, 0, 9, 2, 0x68, 0x32] + [5, 1, 2, 3, 4, 5]),
            ""
        ),
        HandshakeAnswer("extensions that are longer than all", hello(extensions: [0, 16, 0, 99]), ""),
        HandshakeAnswer("an extension twice", hello(extensions: [0xFF, 0x01, 0, 1, 0, 0xFF, 0x01, 0, 1, 0]), ""),
        HandshakeAnswer("a renegotiation that never began", hello(extensions: [0xFF, 0x01, 0, 3, 2, 1, 2]), ""),
        HandshakeAnswer("the end of a handshake", record(22, [20, 0, 0, 12] + [UInt8](repeating: 1, count: 12)), ""),
        HandshakeAnswer("a certificate at once", record(22, [11, 0, 0, 3, 0, 0, 0]), ""),
        HandshakeAnswer("data at once", record(23, [1, 2, 3]), ""),
        HandshakeAnswer("a change of cipher at once", record(20, [1]) + hello(version: [3, 1]), ""),
        HandshakeAnswer("its hello twice", hello() + hello(), ""), HandshakeAnswer("its hello alone", hello(), ""),
        HandshakeAnswer("the client's own message", record(22, [1, 0, 0, 0]), ""),
        HandshakeAnswer(
            "a message of 16 MiB",
            record(22, [2, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 100)),
            ""
        ),
        HandshakeAnswer(
            "a chain of 16 MiB",
            hello() + record(22, [11, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 100)),
            ""
        ),
        HandshakeAnswer("a record too long", [22, 3, 3, 0x48, 0x01] + [UInt8](repeating: 1, count: 18_433), ""),
        HandshakeAnswer(
            "a certificate that is none",
            hello() + record(22, [11, 0, 0, 10, 0, 0, 7, 0, 0, 4, 1, 2, 3, 4]),
            ""
        ),
        HandshakeAnswer("an empty chain", hello() + record(22, [11, 0, 0, 3, 0, 0, 0]), ""),
        HandshakeAnswer("no chain", hello() + record(22, [14, 0, 0, 0]), ""),
        HandshakeAnswer("a heartbeat", hello() + record(24, [1, 0x40, 0]), ""),
        HandshakeAnswer("two hundred warnings", (0..<200).flatMap { _ in alert(90, level: 1) }, ""),
        HandshakeAnswer("two hundred empty records", (0..<200).flatMap { _ in record(22, []) }, ""),
    ]
}
