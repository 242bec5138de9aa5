import HTTP
import HTTP2TestSupport
import Testing

@Suite struct `HTTP/2 flow control` {
    /// Sends bodies in turns, one frame of each, as far as the windows let; answers how many frames went out.
    private func upload(_ sizes: [Int32: Int], to peer: HTTP2Peer, announces: Bool) -> Int {
        let piece = 16_384
        let ids = sizes.keys.sorted()
        var sent: [Int32: Int] = [:]
        var total = 0
        var frames = 0
        for id in ids {
            let length = announces ? [("content-length", "\(sizes[id] ?? 0)")] : []
            peer.send(.request(id, HTTP2Frame.postFields + length, ends: false))
        }
        var moved = true
        while moved {
            moved = false
            for id in ids {
                let done = sent[id] ?? 0
                let streamWindow = 65_535 + peer.credit(on: id) - done
                let connectionWindow = 65_535 + peer.credit(on: 0) - total
                let count = min(piece, (sizes[id] ?? 0) - done, streamWindow, connectionWindow)
                guard count > 0 else { continue }
                let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: count)
                peer.send(.data(id, payload, ends: done + count == sizes[id]))
                sent[id] = done + count
                total += count
                frames += 1
                moved = true
            }
        }
        return frames
    }

    private func lengths(_ peer: HTTP2Peer) -> [String] { peer.events.filter { $0.hasPrefix("request") }.sorted() }

    private func peer() throws -> HTTP2Peer {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            if case .request(let id, _, let body) = event {
                let isWhole = body.allSatisfy { $0 == UInt8(truncatingIfNeeded: id) }
                return HTTPResponse(status: isWhole ? 200 : 500)
            }
            return nil
        }
        return peer
    }

    @Test("a 5 MB body arrives", arguments: [true, false])
    func large(announces: Bool) throws {
        let peer = try peer()
        _ = upload([1: 5_000_000], to: peer, announces: announces)
        #expect(lengths(peer) == ["request 1 of 5000000"] && peer.statuses[1] == ["200"])
    }

    @Test("two bodies of 8 MiB at once arrive", arguments: [true, false])
    func two(announces: Bool) throws {
        let peer = try peer()
        _ = upload([1: 8 << 20, 3: 8 << 20], to: peer, announces: announces)
        #expect(lengths(peer) == ["request 1 of 8388608", "request 3 of 8388608"])
        #expect(peer.resets.isEmpty)
    }

    @Test("twenty bodies of 2 MB in turns do not block each other", arguments: [true, false])
    func twenty(announces: Bool) throws {
        let peer = try peer()
        let sizes = Dictionary(uniqueKeysWithValues: (0..<20).map { (Int32($0 * 2 + 1), 2_000_000) })
        _ = upload(sizes, to: peer, announces: announces)
        #expect(lengths(peer).count == 20)
        #expect(peer.statuses.values.allSatisfy { $0 == ["200"] } && peer.resets.isEmpty)
    }

    @Test func `what a connection makes this side hold is bounded`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { _ in nil }
        // Bodies of 250 streams that are never finished: one byte is held back of each.
        let ids = (0..<250).map { Int32($0 * 2 + 1) }
        var total = 0
        var sent: [Int32: Int] = [:]
        peer.send(ids.flatMap { HTTP2Frame.request($0, HTTP2Frame.postFields, ends: false).bytes })
        var moved = true
        while moved {
            moved = false
            var credits: [Int32: Int] = [:]
            for frame in peer.frames where frame.kind == .windowUpdate {
                credits[frame.streamID, default: 0] += Int(frame.number(at: 0))
            }
            for id in ids {
                let done = sent[id] ?? 0
                let window = 65_535 + (credits[id] ?? 0) - done
                let count = min(16_384, (8 << 20) - 1 - done, window)
                guard count > 0 else { continue }
                peer.send(.data(id, [UInt8](repeating: 0, count: count)))
                sent[id] = done + count
                total += count
                moved = true
            }
        }
        #expect(total <= 2 * HTTPLimits().maximumBufferedBytes)
        #expect(peer.error == nil && peer.session.incompleteStreams.count == 250)
        // The two that hold the room go; those that waited move up.
        let full = ids.filter { sent[$0] == (8 << 20) - 1 }
        #expect(full.count == 2)
        for id in full { peer.send(.reset(id)) }
        #expect(ids.filter { !full.contains($0) && peer.credit(on: $0) > 0 }.count == 2)
    }

    @Test func `padding does not stop a body`() throws {
        let peer = try peer()
        peer.send(.request(1, HTTP2Frame.postFields + [("content-length", "60000")], ends: false))
        var sent = 0
        var onTheWire = 0
        while sent < 60_000, 65_535 + peer.credit(on: 1) - onTheWire >= 356 {
            let payload = [255] + [UInt8](repeating: 1, count: 100) + [UInt8](repeating: 0, count: 255)
            sent += 100
            onTheWire += payload.count
            let flags = HTTP2Frame.padded | (sent == 60_000 ? HTTP2Frame.endStream : 0)
            peer.send(HTTP2Frame(kind: .data, flags: flags, streamID: 1, payload: payload))
        }
        #expect(lengths(peer) == ["request 1 of 60000"])
    }

    @Test func `a response waits for the client's window`() throws {
        let peer = try HTTP2Peer(settings: [(4, 10)])
        peer.handler = { event in
            if case .request = event { return HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 70_000)) }
            return nil
        }
        peer.send(.request(1))
        #expect(peer.bodies[1]?.count == 10)
        peer.send(.windowUpdate(1, 100_000))
        #expect(peer.bodies[1]?.count == 65_535 && !peer.ended.contains(1))
        peer.send(.windowUpdate(0, 100_000))
        #expect(peer.bodies[1]?.count == 70_000 && peer.ended.contains(1))
        #expect(peer.session.openStreams == 0)
    }

    @Test func `output comes in pieces of the size asked for`() throws {
        let session = try HTTP2ServerSession(limits: HTTPLimits())
        let bytes = HTTP2Peer.preface + HTTP2Frame(kind: .settings).bytes + HTTP2Frame.request(1).bytes
        try session.receive(bytes.span)
        while session.nextEvent() != nil {}
        session.respond(to: 1, with: HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 60_000)))
        var output = ByteBuffer(capacity: 0)
        session.takeOutput(into: &output, upTo: 16_000)
        #expect(output.count >= 16_000 && output.count <= 16_000 + 16_384 + 9)
        session.takeOutput(into: &output, upTo: .max)
        #expect(output.count > 60_000)
    }
}
