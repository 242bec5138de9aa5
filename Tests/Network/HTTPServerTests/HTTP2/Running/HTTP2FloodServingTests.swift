import HTTP2TestSupport
import HTTPServer
import Testing

/// What costs a server work and brings its client nothing, without an end.
private struct Flood: Sendable, CustomTestStringConvertible {
    /// What is sent over and over, and where it is known.
    let name: String
    /// What is sent first.
    let first: [HTTP2Frame]
    /// How often the rest is tried.
    let rounds: Int
    let code: String
    let repeated: @Sendable (Int32) -> [UInt8]

    init(
        _ name: String,
        after first: [HTTP2Frame] = [],
        rounds: Int = 3000,
        endsWith code: String = "ENHANCE_YOUR_CALM",
        _ repeated: @escaping @Sendable (Int32) -> [UInt8]
    ) {
        self.name = name
        self.first = first
        self.rounds = rounds
        self.code = code
        self.repeated = repeated
    }

    init(_ name: String, after first: [HTTP2Frame] = [], _ frame: HTTP2Frame) {
        self.init(name, after: first) { _ in frame.bytes }
    }

    var testDescription: String { name }

    /// A stream that the server resets, and whose client has not ended it.
    static let reset = [HTTP2Frame.post(1, ("content-length", "1")), .data(1, "test")]
}

@Suite struct `HTTP/2 floods are ended by the server` {
    private static let floods: [Flood] = [
        Flood("PING (CVE-2019-9512)", .ping("flood")),
        Flood("SETTINGS (CVE-2019-9515)", .settings()),
        Flood("PRIORITY (CVE-2019-9513)", .priority(1)),
        Flood("empty DATA (CVE-2019-9518)", after: [.post()], .data(1, "")),
        Flood("DATA that is all padding", after: [.post()], HTTP2Frame.data(1, "").padded(by: 2)),
        Flood("empty DATA on a stream that was reset", after: Flood.reset, .data(1, "")),
        Flood(
            "field blocks on a stream that was reset",
            after: Flood.reset,
            .request(1, [], ends: false)
        ),
        Flood("WINDOW_UPDATE without a request", .windowUpdate(0, 1)),
        Flood("PING with ACK, for nothing", .ping(isAcknowledgement: true)),
        Flood("GOAWAY while a request is open", after: [.post()], .goAway(text: "goodbye")),
        Flood("RST_STREAM on a stream that is closed", after: [.get()], .reset(1)),
        Flood("extension frames") { _ in [0, 0, 0, 0x20, 0, 0, 0, 0, 0] },
        Flood("ALTSVC, which is a server's") { _ in [0, 0, 2, 0x0a, 0, 0, 0, 0, 0, 0, 0] },
        Flood("rapid reset (CVE-2023-44487)") {
            HTTP2Frame.request($0, ends: false).bytes + HTTP2Frame.reset($0).bytes
        },
        Flood("made you reset (CVE-2025-8671)") { HTTP2Frame.request($0, [("x", "y")]).bytes },
        Flood("made you reset by a body's length") {
            HTTP2Frame.post($0, ("content-length", "1")).bytes + HTTP2Frame.data($0, "test", ends: true).bytes
        },
        Flood(
            "CONTINUATION (CVE-2024-27316)",
            after: [.headers(1, HTTP2Frame.getBlock, isWhole: false)],
            .continuation(1, [], isWhole: false)
        ),
        Flood("a header that compression makes huge (CVE-2016-6581)", rounds: 30) { id in
            let entry =
                [0x40, 1, 0x78] + HPACK.integer(4000, prefix: 7, first: 0) + [UInt8](repeating: 0x79, count: 4000)
            return HTTP2Frame.headers(id, HTTP2Frame.getBlock + entry + [UInt8](repeating: 0xbe, count: 10_000)).bytes
        },
    ]

    @Test(arguments: floods)
    private func end(flood: Flood) async throws {
        let (last, answers, isIdle) = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            try await client.send(flood.first.flatMap(\.bytes))
            // In portions, so that the server's answers are read in between.
            for portion in 0..<flood.rounds / 30 {
                let bytes = (0..<30).flatMap { flood.repeated(Int32(portion * 30 + $0) * 2 + 3) }
                try await client.send(bytes)
                let end = HTTP2Frame.ping("end \(portion)", isAcknowledgement: true)
                try await client.send(.ping("end \(portion)"))
                _ = try await client.receive { $0 == end || $0.kind == .goAway }
            }
            client.finishSending()
            try await client.receiveAll()
            await test.waitForOpen(0)
            return (client.events.last, client.events.count { $0.hasPrefix("pong flood") }, test.memory.heldBytes == 0)
        }
        #expect(last?.hasPrefix("goaway ") == true && last?.hasSuffix(flood.code) == true, "\(last ?? "nothing")")
        #expect(answers <= 1000 && isIdle)
    }

    @Test func `a client that asks now and then may ping, update windows and cancel for ever`() async throws {
        let (answers, last) = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            for round in 0..<Int32(50) {
                for _ in 0..<200 { try await client.send(.ping("often"), .windowUpdate(0, 1), .priority(1)) }
                let id = round * 40 + 1
                for cancelled in stride(from: id, to: id + 20, by: 2) {
                    try await client.send(.request(cancelled, ends: false), .reset(cancelled))
                }
                for asked in stride(from: id + 20, to: id + 40, by: 2) { try await client.send(.get(asked)) }
                _ = try await client.receive { $0.streamID == id + 38 && $0.kind == .data }
            }
            client.finishSending()
            try await client.receiveAll()
            return (client.events.count { $0.hasSuffix("GET / 0; end") }, client.events.last)
        }
        #expect(answers == 500 && last?.hasPrefix("goaway") == false)
    }
}
