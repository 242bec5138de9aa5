import HTTP
import HTTP2TestSupport
import Testing

@Suite struct `HTTP/2 requests that are refused` {
    private typealias Fields = [(String, String)]

    private static func get(path: String = "/", authority: String = "a", _ more: (String, String)...) -> Fields {
        [(":method", "GET"), (":scheme", "https"), (":path", path), (":authority", authority)] + more
    }

    private static let answered: [(Int, Fields)] = [
        (431, get(("x", String(repeating: "x", count: 33_000)))),
        (431, get() + Fields(repeating: ("x", ""), count: 129)),
        (414, get(path: "/" + String(repeating: "x", count: 8192))),
        (400, get(path: "/#f")),
        (400, get(path: "/\u{e9}")),
        (400, get(("host", "b"))),
        (400, get(authority: "u@a")),
        (413, get(("content-length", "8388609"))),
        (413, get(("content-length", "9223372036854775807"))),
        (417, get(("expect", "200-ok"))),
        (501, [(":method", "CONNECT"), (":authority", "a:443")]),
    ]

    @Test("answered with a status", arguments: answered)
    private func refused(status: Int, fields: [(String, String)]) throws {
        let peer = try HTTP2Peer()
        let block = HPACK.encode(fields)
        let first = block.prefix(16_000)
        let rest = stride(from: first.count, to: block.count, by: 16_000).map {
            Array(block[$0..<min($0 + 16_000, block.count)])
        }
        var flags: UInt8 = rest.isEmpty ? HTTP2Frame.endHeaders : 0
        peer.send(HTTP2Frame(kind: .headers, flags: flags, streamID: 1, payload: Array(first)))
        for (index, piece) in rest.enumerated() {
            flags = index == rest.count - 1 ? HTTP2Frame.endHeaders : 0
            peer.send(HTTP2Frame(kind: .continuation, flags: flags, streamID: 1, payload: piece))
        }
        #expect(peer.events == ["refused 1 \(status)"])
        #expect(peer.statuses[1] == ["\(status)"] && peer.ended == [1] && peer.resets.isEmpty)
        peer.cut()
        #expect(peer.resets == [1: 0])
        peer.send(.request(3))
        #expect(peer.statuses[3] == ["200"], "the connection goes on")
    }

    private static let broken: [Fields] = [
        [(":method", "GET"), (":scheme", "https")],
        get(("X-Upper", "x")),
        get(("connection", "close")),
        get(("transfer-encoding", "chunked")),
        get(("te", "gzip")),
        get((":path", "/again")),
        get(("x", "a\r\nb")),
        get(("content-length", "1"), ("content-length", "2")),
        get(("content-length", "-1")),
        [("x", "y")] + get(),
        get(path: "no-slash"),
    ]

    @Test("malformed, so reset with PROTOCOL_ERROR", arguments: broken)
    private func malformed(fields: [(String, String)]) throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, fields))
        #expect(peer.resets == [1: 1] && peer.events.isEmpty && peer.session.openStreams == 0)
        peer.send(.request(3))
        #expect(peer.statuses[3] == ["200"], "the connection goes on")
    }

    @Test func `a body beyond the limit is answered with 413, and reset after a while`() throws {
        var limits = HTTPLimits()
        limits.maximumBodyBytes = 10
        let peer = try HTTP2Peer(limits: limits)
        peer.send(.request(1, HTTP2Frame.postFields, ends: false), .data(1, [UInt8](repeating: 0, count: 10)))
        #expect(peer.statuses.isEmpty)
        peer.send(.data(1, [0]))
        #expect(peer.statuses[1] == ["413"] && peer.resets.isEmpty)
        peer.send(.data(1, [0]))
        #expect(peer.resets.isEmpty, "the peer may go on for a while: what comes is dropped")
        peer.cut()
        #expect(peer.resets == [1: 0] && peer.session.heldBodyBytes == 0)
        #expect(peer.events == ["head 1 POST /mutate?x", "refused 1 413"])
        peer.send(.request(3))
        #expect(peer.statuses[3] == ["200"])
    }

    @Test(arguments: [[1] as [UInt8], [1, 2, 3]])
    func `a body of another length than announced is reset`(body: [UInt8]) throws {
        let peer = try HTTP2Peer()
        let fields = HTTP2Frame.postFields + [("content-length", "2")]
        peer.send(.request(1, fields, ends: false), .data(1, body, ends: true))
        #expect(peer.resets[1] == 1)
        #expect(peer.events == ["head 1 POST /mutate?x", "reset 1"])
    }

    @Test func `a client that resets in the middle of a body is forgotten`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, HTTP2Frame.postFields, ends: false), .data(1, [1, 2]))
        peer.send(.reset(1))
        #expect(peer.events == ["head 1 POST /mutate?x", "reset 1"])
        peer.session.respond(to: 1, with: HTTPResponse(status: 200))
        peer.react()
        #expect(peer.statuses.isEmpty && peer.session.openStreams == 0)
    }

    @Test func `a request that is cancelled before anyone saw it is never seen`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1), .reset(1))
        #expect(peer.events.isEmpty && peer.session.openStreams == 0)
    }
}
