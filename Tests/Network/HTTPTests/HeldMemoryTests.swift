import HTTP
import HTTP2TestSupport
import Testing

@Suite struct `Held memory` {
    @Test func `a chunked body of one-byte chunks holds no more than twice its bytes`() throws {
        var parser = HTTP1RequestParser(limits: HTTPLimits())
        var buffer = ByteBuffer(capacity: 0)
        buffer.append("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" as StaticString)
        guard case .head = try parser.next(&buffer) else {
            Issue.record("no head")
            return
        }
        #expect(parser.heldBytes == 0)
        for _ in 0..<20_000 {
            buffer.append("1\r\na\r\n" as StaticString)
            _ = try parser.next(&buffer)
        }
        #expect(parser.heldBytes >= 20_000 && parser.heldBytes <= 40_100)
        buffer.append("0\r\n\r\n" as StaticString)
        guard case .body = try parser.next(&buffer) else {
            Issue.record("no body")
            return
        }
        parser.finishMessage(&buffer)
        #expect(parser.heldBytes == 0)
    }

    @Test func `an HTTP/2 session holds its tables, and gives back what a request needed`() throws {
        let peer = try HTTP2Peer()
        let idle = peer.session.heldBytes
        #expect(idle > 1000 && idle < 64 * 1024)
        for id in 0..<100 { peer.send(.request(Int32(id * 2 + 1), HTTP2Frame.postFields, ends: false)) }
        let open = peer.session.heldBytes
        #expect(open > idle + 100 * 1024)
        for id in 0..<100 { peer.send(.data(Int32(id * 2 + 1), [UInt8](repeating: 1, count: 10_000))) }
        #expect(peer.session.heldBytes >= open + 1_000_000)
        for id in 0..<100 { peer.send(.reset(Int32(id * 2 + 1))) }
        #expect(peer.session.heldBodyBytes == 0)
        #expect(peer.session.heldBytes < idle + 32 * 1024)
    }

    @Test func `a header that is not at its end is held, too`() throws {
        let peer = try HTTP2Peer()
        let idle = peer.session.heldBytes
        let fields = HTTP2Frame.getFields + [("x", String(repeating: "a", count: 10_000))]
        let header = HTTP2Frame.request(1, fields)
        peer.send(HTTP2Frame(kind: .headers, flags: HTTP2Frame.endStream, streamID: 1, payload: header.payload))
        #expect(peer.session.streamBeingRead == 1)
        #expect(peer.session.heldBytes > idle + 10_000)
    }

    @Test func `a body grows to what is announced and no further, and nothing is held before it comes`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, HTTP2Frame.postFields + [("content-length", "8000000")], ends: false))
        #expect(peer.session.heldBodyBytes == 0)
        peer.send(.data(1, [UInt8](repeating: 1, count: 16_000)))
        #expect(peer.session.heldBodyBytes < 33_000)
        peer.send(.request(3, HTTP2Frame.postFields + [("content-length", "20000")], ends: false))
        for size in [16_000, 3_999] { peer.send(.data(3, [UInt8](repeating: 1, count: size))) }
        #expect(peer.session.heldBodyBytes < 33_000 + 21_000)
    }

    @Test func `the largest of the requests that are coming in is the one to go`() throws {
        let peer = try HTTP2Peer()
        for (id, size) in [(1, 5_000), (3, 9_000), (5, 9_000), (7, 0)] as [(Int32, Int)] {
            peer.send(.request(id, HTTP2Frame.postFields, ends: false))
            if size > 0 { peer.send(.data(id, [UInt8](repeating: 1, count: size))) }
        }
        #expect(
            [peer.session.shed(), peer.session.shed(), peer.session.shed(), peer.session.shed()] == [5, 3, 1, nil]
        )
        peer.react()
        #expect(peer.statuses[3] == ["503"] && peer.statuses[7] == nil)
        #expect(peer.session.heldBodyBytes == 0)
    }

    @Test func `the answers that a peer gives no window for are held`() throws {
        let peer = try HTTP2Peer(settings: [(4, 0)])
        peer.handler = { event in
            if case .request = event { return HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 50_000)) }
            return nil
        }
        let idle = peer.session.heldBytes
        for id in 0..<20 { peer.send(.request(Int32(id * 2 + 1))) }
        #expect(peer.session.heldBytes > idle + 20 * 50_000)
    }
}
