import HTTP
import HTTP2TestSupport
import Testing

@Suite struct `HTTP/2 floods end the connection` {
    private func flood(_ peer: HTTP2Peer, rounds: Int, _ frames: (Int) -> [HTTP2Frame]) -> Int {
        for round in 0..<rounds {
            peer.send(frames(round).flatMap(\.bytes))
            if peer.session.isFinished { return round }
        }
        return rounds
    }

    @Test func `rapid reset`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { _ in nil }
        let rounds = flood(peer, rounds: 10_000) { [.request(Int32($0 * 2 + 1)), .reset(Int32($0 * 2 + 1))] }
        #expect(rounds == 500 && peer.events.isEmpty && peer.goAways.last?.code == 11)
        #expect(peer.error?.reason.contains("cancelled") == true)
    }

    @Test func `resets provoked by mistakes`() throws {
        let peer = try HTTP2Peer()
        let rounds = flood(peer, rounds: 10_000) {
            [.request(Int32($0 * 2 + 1), HTTP2Frame.postFields, ends: false), .windowUpdate(Int32($0 * 2 + 1), 0)]
        }
        #expect(rounds <= 500 && peer.goAways.last.map { $0.code != 0 } == true)
    }

    @Test func `a client whose requests are answered may cancel now and then for ever`() throws {
        let peer = try HTTP2Peer()
        for round in 0..<900 {
            let id = Int32(round * 4 + 1)
            peer.send(.request(id), .request(id + 2), .reset(id + 2))
        }
        #expect(peer.error == nil && peer.ended.count == 900)
    }

    @Test func `endless CONTINUATION`() throws {
        let peer = try HTTP2Peer()
        peer.send(HTTP2Frame(kind: .headers, flags: 1, streamID: 1, payload: HPACK.encode(HTTP2Frame.getFields)))
        let rounds = flood(peer, rounds: 1000) { _ in [HTTP2Frame(kind: .continuation, streamID: 1)] }
        #expect(rounds <= 16 && peer.goAways.count == 1)
    }

    @Test func `a header that compression makes huge`() throws {
        let peer = try HTTP2Peer()
        // One field of 4,000 bytes goes into the dynamic table; each further byte repeats it.
        let field = [0x40] + HPACK.integer(1, prefix: 7, first: 0) + [UInt8(ascii: "x")]
        let value = HPACK.integer(4000, prefix: 7, first: 0) + [UInt8](repeating: UInt8(ascii: "y"), count: 4000)
        let block = HPACK.encode(HTTP2Frame.getFields) + field + value
        let repeats = [UInt8](repeating: 0x80 | 62, count: 10_000)
        peer.send(HTTP2Frame(kind: .headers, flags: 5, streamID: 1, payload: block + repeats))
        #expect(peer.error?.reason.contains("too long") == true)
        #expect(peer.goAways.last?.code == 11 && peer.session.isFinished)
    }

    @Test(
        "frames without use",
        arguments: [
            HTTP2Frame(kind: .ping, payload: [UInt8](repeating: 0, count: 8)),
            HTTP2Frame(kind: .settings),
            HTTP2Frame(kind: .priority, streamID: 3, payload: [0, 0, 0, 0, 1]),
            HTTP2Frame(kind: .data, streamID: 1),
            HTTP2Frame(kind: .data, flags: HTTP2Frame.padded, streamID: 1, payload: [3, 0, 0, 0]),
        ]
    )
    func useless(frame: HTTP2Frame) throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, HTTP2Frame.postFields, ends: false))
        let rounds = flood(peer, rounds: 5000) { _ in [frame] }
        #expect(rounds <= 1000 && peer.goAways.last.map { $0.code != 0 } == true)
        #expect(peer.session.isFinished)
    }

    @Test func `PING of an idle client is tolerated as long as it asks something now and then`() throws {
        let peer = try HTTP2Peer()
        for round in 0..<20 {
            for _ in 0..<500 { peer.send(HTTP2Frame(kind: .ping, payload: [UInt8](repeating: 0, count: 8))) }
            peer.send(.request(Int32(round * 2 + 1)))
        }
        #expect(peer.error == nil && peer.ended.count == 20)
    }
}
