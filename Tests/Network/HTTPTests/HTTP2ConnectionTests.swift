import HTTP
import HTTP2TestSupport
import Testing

@Suite struct `HTTP/2 connections` {
    @Test func `PING is answered with its payload`() throws {
        let peer = try HTTP2Peer()
        peer.send(HTTP2Frame(kind: .ping, payload: [1, 2, 3, 4, 5, 6, 7, 8]))
        let answer = peer.frames.last
        #expect(answer == HTTP2Frame(kind: .ping, flags: 1, payload: [1, 2, 3, 4, 5, 6, 7, 8]))
    }

    @Test func `shutdown takes two steps and loses no request`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { _ in nil }
        peer.send(.request(1))
        peer.session.announceShutdown()
        peer.react()
        #expect(peer.goAways.map(\.last) == [0x7FFF_FFFF] && !peer.session.isFinished)
        peer.send(.request(3))
        #expect(peer.events.contains("request 3 of 0"), "what was on its way is served")
        peer.session.finishShutdown()
        peer.react()
        #expect(peer.goAways.map(\.last) == [0x7FFF_FFFF, 3] && peer.goAways.map(\.code) == [0, 0])
        peer.send(.request(5))
        #expect(!peer.events.contains("request 5 of 0"))
        #expect(!peer.session.isFinished)
        for id in [1, 3] as [Int32] { peer.session.respond(to: id, with: HTTPResponse(status: 200, body: [1])) }
        peer.react()
        #expect(peer.statuses.keys.sorted() == [1, 3])
        #expect(peer.session.isFinished)
    }

    @Test func `what has come in part is refused where the connection is cut short, and the rest is answered`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            if case .head(3, _, _) = event { return .text(415, "early") }
            return nil
        }
        peer.send(.request(1, HTTP2Frame.postFields, ends: false), .data(1, [1]))
        peer.send(.request(3, HTTP2Frame.postFields, ends: false))
        peer.send(.request(5))
        peer.send(.headers(7, Array(HPACK.encode(HTTP2Frame.getFields).prefix(5)), isWhole: false))
        peer.session.finishShutdown()
        peer.session.refuseIncomplete()
        peer.react()
        #expect(peer.goAways.map(\.last) == [7] && peer.goAways.map(\.code) == [0])
        #expect(peer.resets == [1: 7, 7: 7])
        #expect(peer.statuses == [3: ["415"]])
        #expect(peer.session.openStreams == 2 && peer.session.heldBodyBytes == 0)
        peer.session.respond(to: 5, with: HTTPResponse(status: 200, body: [1]))
        peer.react()
        #expect(peer.statuses[5] == ["200"])
        peer.cut()
        #expect(peer.session.isFinished)
    }

    @Test func `refusals are no mistakes of the peer, however many`() throws {
        var limits = HTTPLimits()
        limits.maximumStreamResets = 3
        let peer = try HTTP2Peer(limits: limits)
        let streams = (0..<20).map { Int32(2 * $0 + 1) }
        for id in streams { peer.send(.request(id, HTTP2Frame.postFields, ends: false)) }
        peer.session.finishShutdown()
        peer.session.refuseIncomplete()
        peer.react()
        #expect(peer.resets == Dictionary(uniqueKeysWithValues: streams.map { ($0, 7) }))
        #expect(peer.goAways.map(\.code) == [0] && peer.session.isFinished)
    }

    @Test func `a client that says goodbye is served to the end`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, HTTP2Frame.postFields, ends: false))
        peer.send(HTTP2Frame(kind: .goAway, payload: [UInt8](repeating: 0, count: 8)))
        #expect(!peer.session.isFinished)
        peer.send(.data(1, [1], ends: true))
        #expect(peer.statuses[1] == ["200"] && peer.session.isFinished)
    }

    @Test func `a connection that is given up says why`() throws {
        let peer = try HTTP2Peer()
        peer.session.abandon(.enhanceYourCalm)
        peer.react()
        #expect(peer.goAways.map(\.code) == [11] && peer.session.isFinished)
    }

    @Test(
        "not HTTP/2",
        arguments: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"]
    )
    func badPreface(text: String) throws {
        let peer = try HTTP2Peer(greets: false)
        peer.send(Array(text.utf8))
        let error = try #require(peer.error)
        #expect(error.reason.contains("preface"))
        #expect(peer.goAways.map(\.code) == [1] && peer.session.isFinished)
        peer.send(HTTP2Peer.preface)
        #expect(peer.error == error, "the error stays")
    }

    @Test(
        "broken frames end the connection",
        arguments: [
            HTTP2Frame(kind: .data, streamID: 0, payload: [1]),
            HTTP2Frame(kind: .ping, payload: [1]),
            HTTP2Frame(kind: .settings, payload: [1]),
            HTTP2Frame(kind: .settings, payload: [0, 5, 0, 0, 0, 1]),
            HTTP2Frame(kind: .windowUpdate, payload: [0, 0, 0, 0]),
            HTTP2Frame(kind: .continuation, flags: 4, streamID: 1, payload: []),
            HTTP2Frame(kind: .headers, flags: 5, streamID: 2, payload: [0x82]),
            HTTP2Frame(kind: .headers, flags: 5, streamID: 1, payload: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            HTTP2Frame(kind: .pushPromise, flags: 4, streamID: 1, payload: [0, 0, 0, 2, 0x82]),
            HTTP2Frame(kind: .data, streamID: 1, payload: [UInt8](repeating: 0, count: 16_385)),
        ]
    )
    func broken(frame: HTTP2Frame) throws {
        let peer = try HTTP2Peer()
        peer.send(frame)
        #expect(peer.goAways.count == 1 && peer.goAways.first?.code != 0)
        #expect(peer.session.isFinished)
    }

    @Test func `a header that never ends is seen as one`() throws {
        let peer = try HTTP2Peer()
        peer.send(HTTP2Frame(kind: .headers, flags: 1, streamID: 1, payload: HPACK.encode(HTTP2Frame.getFields)))
        #expect(peer.session.streamBeingRead == 1)
        peer.send(HTTP2Frame(kind: .continuation, flags: 4, streamID: 1))
        #expect(peer.session.streamBeingRead == nil && peer.statuses[1] == ["200"])
    }
}
