extension HandshakeCase {
    private static let hello = ClientHello()
    private static let unexpectedMessage = Reaction.alert(10)
    private static let recordOverflow = Reaction.alert(22)
    private static let handshakeFailure = Reaction.alert(40)
    private static let illegalParameter = Reaction.alert(47)
    private static let decodeError = Reaction.alert(50)
    private static let protocolVersion = Reaction.alert(70)
    private static let missingExtension = Reaction.alert(109)

    /// RFC 8446 sections 4.1.2, 4.2 and 5; RFC 5246 sections 6.2 and 7.4.
    static let all = heads + extensions + names + protocols + records + strangers

    private static let heads: [HandshakeCase] = [
        HandshakeCase("as it should be", hello.records(), .hello),
        .hello("of TLS 1.2", .hello) { $0.extensions.removeAll { [43, 51].contains($0.type) } },
        .hello("of TLS 1.1", protocolVersion) {
            $0.legacyVersion = [3, 2]; $0.extensions.removeAll { [43, 51].contains($0.type) }
        },
        .hello("of TLS 1.0", protocolVersion) {
            $0.legacyVersion = [3, 1]; $0.extensions.removeAll { [43, 51].contains($0.type) }
        },
        .hello("of SSL 3", .refused) {
            $0.legacyVersion = [3, 0]; $0.extensions.removeAll { [43, 51].contains($0.type) }
        },
        .hello("of versions that nobody speaks", protocolVersion) { $0.extensions[2] = .init(43, [4, 3, 1, 3, 2]) },
        .hello("of a version to come", protocolVersion) { $0.extensions[2] = .init(43, [2, 3, 5]) },
        .hello("with invented versions first", .hello) {
            $0.extensions[2] = .init(43, [6, 0x7A, 0x7A, 0x7F, 0x1C, 3, 4])
        },
        .hello("without a session", .hello) { $0.sessionID = [] },
        .hello("with a session too long", decodeError) { $0.sessionID = [UInt8](repeating: 1, count: 33) },
        .hello("without suites", .refused) { $0.suites = [] },
        .hello("with half a suite", decodeError) { $0.suites = [0x13, 0x01, 0x13] },
        .hello("with suites that nobody knows", handshakeFailure) { $0.suites = [0x7A, 0x7A, 0xFF, 0xFE] },
        .hello("with invented suites among others", .hello) { $0.suites = [0x7A, 0x7A, 0x13, 0x01] },
        .hello("with no encryption", handshakeFailure) { $0.suites = [0, 0, 0, 1, 0, 2, 0xC0, 0x06] },
        .hello("with 16,000 suites", .hello) {
            $0.suites = (0..<16_000).flatMap { _ in [0x7A, 0x7A] as [UInt8] } + [0x13, 0x01]
        },
        .hello("without compressions", .refused) { $0.compressions = [] },
        .hello("with a compression alone", .refused) { $0.compressions = [1] },
        .hello("with a compression, TLS 1.3", illegalParameter) { $0.compressions = [1, 0] },
        .hello("with a compression, TLS 1.2", .hello) {
            $0.compressions = [1, 0]; $0.extensions.removeAll { [43, 51].contains($0.type) }
        },
    ]

    private static let extensions: [HandshakeCase] = [
        .hello("with no extensions", handshakeFailure) { $0.extensions = [] },
        .hello("with nothing behind the compressions", handshakeFailure) { $0.rawExtensions = [] },
        .hello("with a byte behind the compressions", decodeError) { $0.rawExtensions = [0] },
        .hello("with more extensions than there are", decodeError) { $0.rawExtensions = [0, 9, 0, 10] },
        .hello("with fewer extensions than there are", decodeError) { $0.rawExtensions = [0, 0, 0, 10, 0, 0] },
        .hello("with an extension that is longer than all", decodeError) {
            $0.rawExtensions = [0, 6, 0, 10, 0, 9, 1, 2]
        },
        .hello("with an extension twice", illegalParameter) { $0.extensions.append(.groups) },
        .hello("without signatures", missingExtension) { $0.extensions.removeAll { $0.type == 13 } },
        .hello("without groups", missingExtension) { $0.extensions.removeAll { $0.type == 10 } },
        .hello("without a key, which is asked for again", missingExtension) {
            $0.extensions.removeAll { $0.type == 51 }
        },
        .hello("with a list of no keys, which is asked for again", .hello) { $0.extensions[3] = .init(51, [0, 0]) },
        .hello("with a key of another group, which is asked for again", .hello) {
            $0.extensions[3] = .init(
                51,
                ClientHello.counted([0, 25] + ClientHello.counted([UInt8](repeating: 4, count: 133)))
            ); $0.extensions[0] = .init(10, [0, 4, 0, 25, 0, 29])
        },
        .hello("with a key that is zero", illegalParameter) {
            $0.extensions[3] = .share([UInt8](repeating: 0, count: 32))
        },
        .hello("with a key too short", illegalParameter) { $0.extensions[3] = .share([9]) },
        .hello("with a key too long", illegalParameter) { $0.extensions[3] = .share([UInt8](repeating: 9, count: 33)) },
        .hello("with no key", decodeError) { $0.extensions[3] = .share([]) },
        .hello("with a point on no curve", illegalParameter) {
            $0.extensions[3] = .share([4] + [UInt8](repeating: 1, count: 64), group: [0, 23])
        },
        .hello("with the point at infinity", illegalParameter) { $0.extensions[3] = .share([0], group: [0, 23]) },
        .hello("with a key whose length is wrong", decodeError) {
            $0.extensions[3] = .init(51, [0, 36, 0, 29, 0, 99] + [UInt8](repeating: 9, count: 32))
        },
        .hello("with a group of no key", illegalParameter) {
            $0.extensions[3] = .share([9] + [UInt8](repeating: 0, count: 31), group: [0, 30])
        },
        .with("half a group", 10, [0, 3, 0, 29, 0], decodeError),
        .with("no groups in the list", 10, [0, 0], decodeError),
        .with("half a signature", 13, [0, 3, 4, 3, 8], decodeError),
        .with("no signatures in the list", 13, [0, 0], decodeError),
        .with("signatures that nobody knows", 13, [0, 2, 0x7A, 0x7A], handshakeFailure),
        .with("half a version", 43, [3, 3, 4, 3], .refused), .with("no versions in the list", 43, [0], .refused),
        .with("a ticket of nobody", 35, [UInt8](repeating: 5, count: 200), .hello),
        .with("a heartbeat", 15, [1], .hello),
        .with("early data without a session", 42, [], .hello),
        .with("a renegotiation that never began", 0xFF01, [4, 1, 2, 3, 4], .hello),
        .with("an extension of nobody's", 0x7A7A, [UInt8](repeating: 0, count: 1000), .hello),
        .with("padding", 21, [UInt8](repeating: 0, count: 30_000), .hello),
        .with("a cookie that was never given", 44, [0, 2, 1, 2], .hello),
        .with("early data of some length", 42, [1], decodeError),
        .with("a record size", 28, [0x40, 0], .hello),
    ]

    private static let names: [HandshakeCase] = [
        .with("a name", 0, [0, 12, 0, 0, 9] + Array("localhost".utf8), .hello),
        .with("an empty name", 0, [0, 3, 0, 0, 0], .hello),
        .with("a name with NUL", 0, [0, 6, 0, 0, 3, 0x61, 0, 0x62], .alert(112)),
        .with("two names", 0, [0, 8, 0, 0, 1, 0x61, 0, 0, 1, 0x62], decodeError),
        .with("a name of another type", 0, [0, 4, 9, 0, 1, 0x61], decodeError),
        .with("no names", 0, [0, 0], decodeError),
        .with("a name longer than its list", 0, [0, 4, 0, 0, 9, 0x61], decodeError),
        .with(
            "a name of 256 letters",
            0,
            ClientHello.counted([0] + ClientHello.counted([UInt8](repeating: 0x61, count: 256))),
            .alert(112)
        ),
        .with("bytes behind the names", 0, [0, 4, 0, 0, 1, 0x61, 0x62], decodeError),
    ]

    private static func list(_ names: String...) -> [UInt8] {
        ClientHello.counted(names.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) })
    }

    private static let protocols: [HandshakeCase] = [
        .with("protocols", 16, list("h2", "http/1.1"), .hello),
        .with("protocols of others", 16, list("foo", "bar"), .hello),
        .with("an empty protocol", 16, list("h2", ""), decodeError), .with("no protocols", 16, [0, 0], decodeError),
        .with("a protocol longer than its list", 16, [0, 3, 9, 0x68, 0x32], decodeError),
        .with("a protocol list longer than it is", 16, [0, 9, 2, 0x68, 0x32], decodeError),
        .with("a protocol of 255 letters", 16, list(String(repeating: "a", count: 255)), .hello),
        .with("16,000 protocols", 16, ClientHello.counted((0..<16_000).flatMap { _ in [1, 0x61] as [UInt8] }), .hello),
    ]

    private static let records: [HandshakeCase] = [
        HandshakeCase("in records of one byte", hello.records(of: 1), .hello),
        HandshakeCase("in records of seven bytes", hello.records(of: 7), .hello),
        HandshakeCase("twice", hello.records() + hello.records(), .hello),
        HandshakeCase("in a record of version 3.3", ClientHello.record(22, hello.message, version: [3, 3]), .hello),
        HandshakeCase("in a record of version 3.0", ClientHello.record(22, hello.message, version: [3, 0]), .hello),
        HandshakeCase(
            "in a record of version 2.0",
            ClientHello.record(22, hello.message, version: [2, 0]),
            .silence
        ),
        HandshakeCase(
            "in a record of version 9.9",
            ClientHello.record(22, hello.message, version: [9, 9]),
            .silence
        ),
        HandshakeCase("in an empty record", ClientHello.record(22, []), .silence),
        HandshakeCase(
            "in a record too long",
            [22, 3, 1, 0x48, 0x01] + [UInt8](repeating: 1, count: 18_433),
            recordOverflow
        ),
        HandshakeCase(
            "in a record of 65,535 bytes",
            [22, 3, 1, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 20_000),
            recordOverflow
        ),
        HandshakeCase(
            "that announces 16 MiB",
            ClientHello.record(22, [1, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 100)),
            illegalParameter
        ),
        HandshakeCase(
            "that announces 200 KiB",
            ClientHello.record(22, [1, 3, 0x20, 0] + [UInt8](repeating: 0, count: 100)),
            illegalParameter
        ),
        HandshakeCase("that announces nothing", ClientHello.record(22, [1, 0, 0, 0]), decodeError),
        HandshakeCase("with a byte behind", ClientHello.record(22, hello.message + [0]), unexpectedMessage),
        HandshakeCase("cut within the record", Array(hello.records().dropLast(10)), .silence),
        HandshakeCase("cut between records", Array(hello.records(of: 50).prefix(110)), .silence),
        HandshakeCase("its first byte alone", [22], .silence), HandshakeCase("nothing", [], .silence),
        HandshakeCase(
            "another message: Finished",
            ClientHello.record(22, [20, 0, 0, 12] + [UInt8](repeating: 1, count: 12)),
            unexpectedMessage
        ),
        HandshakeCase(
            "another message: ServerHello",
            ClientHello.record(22, [2, 0, 0, 38] + [UInt8](repeating: 3, count: 38)),
            unexpectedMessage
        ),
        HandshakeCase("another message: KeyUpdate", ClientHello.record(22, [24, 0, 0, 1, 1]), unexpectedMessage),
        HandshakeCase("another message: HelloRequest", ClientHello.record(22, [0, 0, 0, 0]), unexpectedMessage),
        HandshakeCase("a change of cipher", ClientHello.record(20, [1]), unexpectedMessage),
        HandshakeCase("data", ClientHello.record(23, [UInt8](repeating: 1, count: 40)), unexpectedMessage),
        HandshakeCase("a heartbeat that asks for 16 KiB", ClientHello.record(24, [1, 0x40, 0]), unexpectedMessage),
        HandshakeCase("a record of no type", ClientHello.record(99, [1]), unexpectedMessage),
        HandshakeCase("a fatal alert", ClientHello.record(21, [2, 40]), .refused),
        HandshakeCase("the peer's close", ClientHello.record(21, [1, 0]), .refused),
        HandshakeCase("half an alert", ClientHello.record(21, [1]), .refused),
        HandshakeCase(
            "a hundred warnings",
            (0..<100).flatMap { _ in ClientHello.record(21, [1, 90]) },
            unexpectedMessage
        ),
        HandshakeCase(
            "a hundred empty records",
            (0..<100).flatMap { _ in ClientHello.record(22, []) },
            unexpectedMessage
        ),
    ]

    private static let strangers: [HandshakeCase] = [
        HandshakeCase("HTTP", Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), .plainText),
        HandshakeCase("HTTP by POST", Array("POST /mutate HTTP/1.1\r\n\r\n".utf8), .plainText),
        HandshakeCase("HTTP/2's preface", Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), .silence),
        HandshakeCase("a proxy's request", Array("CONNECT a:443 HTTP/1.1\r\n\r\n".utf8), .plainText),
        HandshakeCase("the PROXY protocol", Array("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n".utf8), .silence),
        HandshakeCase("SSH", Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), .silence),
        HandshakeCase(
            "SSL 2",
            [0x80, 0x2E, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10] + [UInt8](repeating: 1, count: 37),
            protocolVersion
        ),
        HandshakeCase("zeros", [UInt8](repeating: 0, count: 1000), .silence),
        HandshakeCase("ones", [UInt8](repeating: 0xFF, count: 1000), .silence),
        HandshakeCase("line ends", Array("\r\n\r\n\r\n\r\n".utf8), .silence),
    ]
}
