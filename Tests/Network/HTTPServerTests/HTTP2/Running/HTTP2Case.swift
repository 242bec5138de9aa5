import HTTP2TestSupport
import HTTPServer
import Testing

/// What a client sends, and what it must see.
struct HTTP2Case: Sendable, CustomTestStringConvertible {
    /// One thing that the client does.
    enum Step: Sendable {
        /// Sends frames, all at once.
        case frames([HTTP2Frame])
        /// Sends what no frame can say.
        case bytes([UInt8])
        /// Waits for the end of an answer.
        case awaitsEnd(Int32)
        /// Waits for the first piece of an answer's body.
        case awaitsData(Int32)
        /// Waits until the server has taken in so many settings, those of the handshake included.
        case awaitsAcknowledgements(Int)

        static func send(_ frames: HTTP2Frame...) -> Step { .frames(frames) }
    }

    /// What the client sees after the handshake.
    enum Sight: Sendable, Equatable {
        /// The connection goes on, with this and nothing else before: first what concerns the connection, then each stream.
        case goesOn([String])
        /// Stream 1 is answered with this status and a few words, and the connection goes on.
        case refuses(Int)
        /// The connection is ended by a GOAWAY with this code, whatever was answered before.
        case ends(String)
        /// The connection ends in good order without a GOAWAY, after this and nothing else.
        case closes([String])
    }

    /// Where it is written: a section.
    let section: String
    /// What the client does, in words.
    let title: String
    /// Why this is seen, where that is not the section's own word.
    let reason: String
    let shakesHands: Bool
    let steps: [Step]
    let sight: Sight

    init(
        _ section: String,
        _ title: String,
        _ steps: Step...,
        sees sight: Sight,
        because reason: String = "",
        shakesHands: Bool = true
    ) {
        self.section = section
        self.title = title
        self.reason = reason
        self.shakesHands = shakesHands
        self.steps = steps
        self.sight = sight
    }

    var testDescription: String { "\(section) \(title)" }

    /// Does it all on a new connection; what was seen.
    ///
    /// A last PING tells whether the connection goes on: everything before it has been dealt with when it is answered. Then the
    /// client ends its side, and so the server does, too.
    func run(on test: ServerUnderTest) async throws -> Sight {
        let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
        if shakesHands { try await client.shakeHands() }
        for step in steps { try await step.take(with: client) }
        try await client.send(.ping("the last"))
        client.finishSending()
        try await client.receiveAll()
        if let last = client.events.last, last.hasPrefix("goaway ") {
            return .ends(String(last.split(separator: " ")[2]))
        }
        var events = Self.sorted(client.events)
        guard let end = events.lastIndex(of: "pong the last") else { return .closes(events) }
        events.remove(at: end)
        return .goesOn(events)
    }

    /// What concerns the connection, and then stream by stream, which is all the order that there is to rely on: a server may send
    /// an acknowledgement ahead of answers.
    private static func sorted(_ events: [String]) -> [String] {
        let streams = events.map { Int($0.prefix { $0 != ":" }) ?? 0 }
        return events.indices.sorted { (streams[$0], $0) < (streams[$1], $1) }.map { events[$0] }
    }
}

extension HTTP2Case.Step {
    fileprivate func take(with client: FrameConnection) async throws {
        switch self {
        case .frames(let frames): try await client.send(frames.flatMap(\.bytes))
        case .bytes(let bytes): try await client.send(bytes)
        case .awaitsEnd(let id):
            _ = try await client.receive { frame in
                frame.streamID == id && frame.flags & HTTP2Frame.endStream != 0
                    && (frame.kind == .data || frame.kind == .headers)
            }
        case .awaitsData(let id): _ = try await client.receive { $0.streamID == id && $0.kind == .data }
        case .awaitsAcknowledgements(let count):
            var seen = 0
            _ = try await client.receive { frame in
                if frame.kind == .settings, frame.flags & HTTP2Frame.acknowledgement != 0 { seen += 1 }
                return seen == count
            }
        }
    }
}

extension HTTP2Case.Sight {
    /// Whether it is what was seen.
    func fits(_ seen: HTTP2Case.Sight) -> Bool {
        guard case .refuses(let status) = self else { return self == seen }
        guard case .goesOn(let events) = seen, events.count == 2 else { return false }
        return events[0] == "1: \(status)" && events[1].hasPrefix("1: ") && events[1].hasSuffix(" end")
    }

    /// `GET /` on stream 1 is answered.
    static let getAnswered = HTTP2Case.Sight.goesOn(["1: 200", "1: GET / 0; end"])
    /// `POST /` on stream 1 with a body of so many bytes is answered.
    static func postAnswered(_ count: Int) -> HTTP2Case.Sight { .goesOn(["1: 200", "1: POST / \(count); end"]) }
    /// Stream 1 is ended, and nothing else.
    static let malformed = HTTP2Case.Sight.goesOn(["1: reset PROTOCOL_ERROR"])
}

extension HTTP2Frame {
    /// `POST /` of the host `a`, whose body follows.
    static func post(_ id: Int32 = 1, _ more: (String, String)..., ends: Bool = false) -> HTTP2Frame {
        request(id, postRoot + more, ends: ends)
    }

    /// `GET /` of the host `a` with more fields.
    static func get(_ id: Int32 = 1, _ more: (String, String)...) -> HTTP2Frame { request(id, getFields + more) }

    static let postRoot = [(":method", "POST"), (":scheme", "https"), (":path", "/"), (":authority", "a")]
    static let getBlock = HPACK.encode(getFields)
    static let dummyBlock = HPACK.encode([("x-dummy0", "x")])
}
