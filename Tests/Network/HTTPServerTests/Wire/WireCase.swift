import EventLoop
import TestSupport

/// What a client sends on a new connection, and what it must see.
///
/// After ``sent`` comes one more request, ``next``: whether it is answered, and as what, shows where the server believes that the
/// messages before it end. That is all that request smuggling is about.
struct WireCase: Sendable {
    let name: String
    let sent: String
    /// An answer a line: the status, and for an echo what it echoes; `next` for the answer to the request that follows.
    ///
    /// Where `next` is missing the server has closed the connection without looking at it.
    let seen: [String]

    static let next = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    init(_ name: String, _ sent: String, _ seen: String...) {
        self.name = name
        self.sent = sent
        self.seen = seen
    }

    /// A POST to /p over HTTP/1.1 with these field lines beside Host, and what follows its header.
    static func post(_ name: String, _ lines: String, _ body: String = "", seen: String...) -> WireCase {
        WireCase(name, "POST /p HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(body)", seen)
    }

    private init(_ name: String, _ sent: String, _ seen: [String]) {
        self.name = name
        self.sent = sent
        self.seen = seen
    }
}

extension ServerUnderTest {
    /// What a client sees that sends a case's bytes at once, or each in a round of its own.
    func answers(to wire: WireCase, byteByByte: Bool) async throws -> [String] {
        let client = try await connect()
        if byteByByte {
            for byte in wire.sent.utf8 {
                try await client.send([byte])
                await loop.nextRound()
            }
            try await client.send(WireCase.next)
        } else {
            try await client.send(wire.sent + WireCase.next)
        }
        client.finishSending()
        return try WireAnswers(try await client.receiveAll(), headFirst: wire.sent.hasPrefix("HEAD ")).lines
    }
}
