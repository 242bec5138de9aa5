import HTTP
import HTTP2TestSupport
import TestSupport
import Testing

@Suite struct `An HTTP/2 session that rests` {
    /// Answers with as many bytes as the request's body says, each the last digit of its position.
    private static func peer() throws -> HTTP2Peer {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            guard case .request(_, _, let body) = event else { return nil }
            let count = Int(String(decoding: body, as: UTF8.self)) ?? 0
            return HTTPResponse(status: 200, body: pattern(count))
        }
        return peer
    }

    private static func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 10) } }

    private static func ask(_ peer: HTTP2Peer, _ id: Int32, for count: Int) {
        peer.send(
            .request(id, HTTP2Frame.postFields, ends: false),
            .data(id, Array(String(count).utf8), ends: true),
            .windowUpdate(0, UInt32(count + 1))
        )
    }

    @Test func `gives back what it holds for frames and streams`() throws {
        let peer = try Self.peer()
        Self.ask(peer, 1, for: 300)
        let busy = peer.session.heldBytes
        #expect(peer.session.canRest)
        peer.session.rest()
        #expect(peer.session.heldBytes <= busy - 24 * 1024)
        #expect(peer.session.heldBytes < 10 * 1024, "tables for compression, and the library's own state")
        #expect(!peer.session.canRest, "there is nothing more to give")
    }

    @Test(arguments: [0, 1, 300, 4000, 4096, 16_384, 60_000])
    func `goes on as if it had not, whatever it sends`(count: Int) throws {
        let peer = try Self.peer()
        for id in stride(from: 1, to: 21 as Int32, by: 2) {
            Self.ask(peer, id, for: count)
            #expect(peer.statuses[id] == ["200"] && peer.bodies[id, default: []] == Self.pattern(count))
            peer.session.rest()
        }
        #expect(peer.error == nil && peer.goAways.isEmpty && peer.resets.isEmpty)
    }

    /// Something that a client may do, and that leaves nothing open behind.
    private static func exchange(_ id: Int32, using random: inout SeededGenerator) -> [HTTP2Frame] {
        let block = HPACK.encode(HTTP2Frame.postFields)
        let count = [0, 9, 5000, 40_000].randomElement(using: &random) ?? 0
        let body = HTTP2Frame.data(id, String(count), ends: true)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return [.ping("rest"), .settings((5, 16_384), (4, 65_535)), .windowUpdate(0, 1)]
        case 1: return [.priority(id + 100, dependsOn: id), .priority(id, weight: 1)]
        case 2: return [.request(id, HTTP2Frame.postFields, ends: false), .data(id, "1"), .reset(id)]
        case 3:
            return [.request(id, HTTP2Frame.postFields + [("content-length", "5")], ends: false), body.padded(by: 9)]
        case 4:
            return [
                .headers(id, Array(block.prefix(5)), ends: false, isWhole: false),
                .continuation(id, Array(block.dropFirst(5))), body, .windowUpdate(0, 40_000),
            ]
        case 5: return [.request(id, HTTP2Frame.postFields, ends: false), .request(id, [("x", "y")])]
        default:
            return [
                .request(id, HTTP2Frame.postFields, ends: false).depending(on: id + 2), body, .windowUpdate(0, 40_000),
            ]
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `says what one says that never does, wherever frames are cut`(run: UInt64) throws {
        var random = SeededGenerator(seed: TestSeed.current &+ run)
        let resting = try Self.peer()
        let other = try Self.peer()
        var rests = 0
        for id in stride(from: 1, to: 161 as Int32, by: 2) {
            var bytes = Self.exchange(id, using: &random).flatMap(\.bytes)[...]
            while !bytes.isEmpty {
                let piece = Array(bytes.prefix(Int.random(in: 1...30, using: &random)))
                bytes = bytes.dropFirst(piece.count)
                for peer in [resting, other] { peer.send(piece) }
                rests += resting.session.canRest ? 1 : 0
                resting.session.rest()
            }
        }
        #expect(rests > 80 && resting.error == nil && resting.goAways.isEmpty)
        #expect(resting.frames == other.frames)
        #expect(resting.events == other.events)
    }

    @Test func `rests again after each sign of life`() throws {
        let peer = try Self.peer()
        for round in 1...3 {
            peer.session.rest()
            peer.send(HTTP2Frame(kind: .ping, payload: [UInt8](repeating: UInt8(round), count: 8)))
            let answers = peer.frames.filter { $0.kind == .ping && $0.flags & HTTP2Frame.acknowledgement != 0 }
            #expect(answers.count == round && answers.last?.payload == [UInt8](repeating: UInt8(round), count: 8))
            #expect(peer.session.canRest)
        }
    }

    @Test func `has had more streams at once than its first table has room for`() throws {
        let peer = try HTTP2Peer()
        for round in 0..<3 as Range<Int32> {
            let ids = (0..<250 as Range<Int32>).map { (round * 250 + $0) * 2 + 1 }
            for id in ids { peer.send(.request(id, HTTP2Frame.postFields, ends: false)) }
            for id in ids { peer.send(.data(id, [7], ends: true)) }
            #expect(ids.allSatisfy { peer.bodies[$0] == [7] })
            let busy = peer.session.heldBytes
            peer.session.rest()
            #expect(peer.session.openStreams == 0)
            #expect(
                peer.session.heldBytes <= busy - 24 * 1024,
                "the first table's page, too, and the list of open streams"
            )
        }
        #expect(peer.error == nil && peer.goAways.isEmpty)
    }

    @Test func `has told first what its sending has ended`() throws {
        let session = try HTTP2ServerSession(limits: HTTPLimits())
        let fields = HTTP2Frame.postFields + [("content-length", "5")]
        let frames: [HTTP2Frame] = [.settings(), .request(1, fields, ends: false), .data(1, "abc", ends: true)]
        try session.receive((HTTP2Peer.preface + frames.flatMap(\.bytes)).span)
        while session.nextEvent() != nil {}
        var output = ByteBuffer(capacity: 0)
        session.takeOutput(into: &output, upTo: .max)
        #expect(session.openStreams == 0 && !session.canRest)
        session.rest()
        let event = try #require(session.nextEvent())
        #expect(HTTP2Peer.describe(event) == "reset 1")
        #expect(session.nextEvent() == nil && session.canRest)
    }

    @Test func `knows streams that were only given a priority`() throws {
        let peer = try Self.peer()
        for id in [101, 103, 105] as [Int32] {
            peer.send(HTTP2Frame(kind: .priority, streamID: id, payload: [0, 0, 0, 0, 9]))
        }
        peer.session.rest()
        for id in [1, 101, 103, 107] as [Int32] {
            Self.ask(peer, id, for: 10)
            #expect(peer.bodies[id] == Self.pattern(10))
            peer.session.rest()
        }
        #expect(peer.error == nil && peer.goAways.isEmpty)
    }

    @Test func `has no request, no header and no answer that is under way`() throws {
        let open = try Self.peer()
        open.send(.request(1, HTTP2Frame.postFields, ends: false))
        let header = try Self.peer()
        let payload = HTTP2Frame.request(1).payload
        header.send(HTTP2Frame(kind: .headers, flags: HTTP2Frame.endStream, streamID: 1, payload: payload))
        let unsent = try HTTP2Peer(settings: [(4, 0)])
        unsent.handler = { _ in HTTPResponse(status: 200, body: [1, 2, 3]) }
        unsent.send(.request(1))
        for peer in [open, header, unsent] {
            let held = peer.session.heldBytes
            #expect(!peer.session.canRest)
            peer.session.rest()
            #expect(peer.session.heldBytes == held)
        }
        open.send(.data(1, Array("5".utf8), ends: true))
        #expect(open.bodies[1] == Self.pattern(5))
        unsent.send(.windowUpdate(1, 3))
        #expect(unsent.bodies[1] == [1, 2, 3])
    }
}
