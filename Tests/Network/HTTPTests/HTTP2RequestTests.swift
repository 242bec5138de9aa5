import HTTP
import HTTP2TestSupport
import Testing

@Suite struct `HTTP/2 requests` {
    @Test func `a connection starts with settings and a raised connection window`() throws {
        let peer = try HTTP2Peer()
        let settings = try #require(peer.frames.first)
        #expect(settings.kind == .settings)
        var values: [UInt8: UInt32] = [:]
        for start in stride(from: 0, to: settings.payload.count, by: 6) {
            values[settings.payload[start + 1]] = settings.number(at: start + 2)
        }
        #expect(values == [3: 250, 4: 67_108, 6: 32_768, 9: 1])
        #expect(peer.credit(on: 0) == 16 * 1024 * 1024 - 65_535)
        #expect(peer.frames.contains { $0.kind == .settings && $0.flags == HTTP2Frame.acknowledgement })
    }

    @Test func `a GET is answered`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            if case .request = event { return .text(404, "nothing here") }
            return nil
        }
        peer.send(.request(1))
        #expect(peer.events == ["head 1 GET / end", "request 1 of 0"])
        #expect(peer.statuses[1] == ["404"])
        #expect(peer.headers[1]?.last?.0 == "content-length" && peer.headers[1]?.last?.1 == "13")
        #expect(peer.bodies[1] == Array("nothing here\n".utf8))
        #expect(peer.ended == [1] && peer.resets.isEmpty)
        #expect(peer.session.openStreams == 0)
    }

    @Test func `a body in many frames becomes one request`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, HTTP2Frame.postFields, ends: false))
        for byte in 0..<200 { peer.send(.data(1, [UInt8(byte)])) }
        #expect(peer.events == ["head 1 POST /mutate?x"])
        #expect(peer.session.incompleteStreams == [1])
        peer.send(.data(1, [], ends: true))
        #expect(peer.events.last == "request 1 of 200")
        #expect(peer.bodies[1] == Array(0..<200))
        #expect(peer.session.incompleteStreams.isEmpty)
    }

    @Test func `bytes may be cut anywhere`() throws {
        let peer = try HTTP2Peer(greets: false)
        let frames = [HTTP2Frame(kind: .settings), .request(1, HTTP2Frame.postFields, ends: false)]
        let bytes = HTTP2Peer.preface + frames.flatMap(\.bytes) + HTTP2Frame.data(1, [1, 2, 3], ends: true).bytes
        for byte in bytes { peer.send([byte]) }
        #expect(peer.events == ["head 1 POST /mutate?x", "request 1 of 3"])
        #expect(peer.bodies[1] == [1, 2, 3])
    }

    @Test func `trailers end a request and are dropped`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1, HTTP2Frame.postFields, ends: false), .data(1, [1]), .request(1, [("digest", "x")]))
        #expect(peer.events == ["head 1 POST /mutate?x", "request 1 of 1"])
        #expect(peer.statuses[1] == ["200"])
    }

    @Test func `fields and authority are handed on`() throws {
        let peer = try HTTP2Peer()
        var seen: HTTPRequestHead?
        peer.handler = { event in
            if case .head(_, let head, _) = event { seen = head }
            return nil
        }
        let fields = HTTP2Frame.postFields + [("content-length", "5"), ("x-a", "é"), ("host", "A")]
        peer.send(.request(1, fields, ends: false))
        let head = try #require(seen)
        #expect(head.authority == "a" && head.fields["X-A"] == "é" && head.contentLength == 5)
        #expect(head.description == "POST /mutate HTTP/2" && head.query == "x")
    }

    @Test func `200 requests at once are all answered`() throws {
        let peer = try HTTP2Peer()
        var held: [Int32] = []
        peer.handler = { event in
            if case .request(let id, _, _) = event { held.append(id) }
            return nil
        }
        let ids = (0..<200).map { Int32($0 * 2 + 1) }
        peer.send(ids.flatMap { HTTP2Frame.request($0).bytes })
        #expect(held == ids && peer.session.openStreams == 200)
        for id in held.reversed() { peer.session.respond(to: id, with: HTTPResponse(status: 200, body: [1])) }
        peer.react()
        #expect(peer.ended == Set(ids))
        #expect(peer.session.openStreams == 0)
    }

    @Test func `more streams than allowed are refused while the client may not know the limit`() throws {
        var limits = HTTPLimits()
        limits.maximumConcurrentStreams = 2
        let peer = try HTTP2Peer(limits: limits, greets: false)
        peer.handler = { _ in nil }
        peer.send(HTTP2Peer.preface + HTTP2Frame(kind: .settings).bytes)
        for id in [1, 3, 5] as [Int32] { peer.send(.request(id)) }
        #expect(peer.resets == [5: 7])
        #expect(peer.session.openStreams == 2 && peer.error == nil && peer.goAways.isEmpty)
        peer.send(HTTP2Frame(kind: .settings, flags: HTTP2Frame.acknowledgement))
        peer.send(.request(7))
        #expect(peer.goAways.map(\.code) == [1], "from then on it is a breach")
    }

    @Test func `an answer at the header ends the stream without its body`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            if case .head = event { return .text(405, "POST only") }
            return nil
        }
        peer.send(.request(1, HTTP2Frame.postFields, ends: false))
        #expect(peer.events == ["head 1 POST /mutate?x"])
        #expect(peer.statuses[1] == ["405"] && peer.ended == [1] && peer.resets.isEmpty)
        peer.send(.data(1, [1, 2, 3], ends: true), .request(3))
        #expect(peer.statuses[3] == ["405"] && peer.error == nil)
        #expect(!peer.events.contains { $0.hasPrefix("request") })
    }

    @Test func `an interim response is sent when the body is wanted`() throws {
        let peer = try HTTP2Peer()
        let fields = HTTP2Frame.postFields + [("expect", "100-continue"), ("content-length", "2")]
        peer.send(.request(1, fields, ends: false))
        #expect(peer.statuses[1] == ["100"])
        peer.send(.data(1, [1, 2], ends: true))
        #expect(peer.statuses[1] == ["100", "200"])
        peer.handler = { event in
            if case .head = event { return .text(415, "JSON only") }
            return nil
        }
        peer.send(.request(3, fields, ends: false))
        #expect(peer.statuses[3] == ["415"])
    }

    @Test func `HEAD, 204 and 304 have no body`() throws {
        let peer = try HTTP2Peer()
        var status = 200
        peer.handler = { event in
            if case .request = event { return HTTPResponse(status: status, body: [1, 2]) }
            return nil
        }
        peer.send(.request(1, [(":method", "HEAD")] + HTTP2Frame.getFields.dropFirst()))
        status = 204
        peer.send(.request(3))
        #expect(peer.ended == [1, 3] && peer.bodies.isEmpty)
        #expect(peer.headers[1]?.map(\.0) == [":status", "content-length"])
        #expect(peer.headers[3]?.map(\.0) == [":status"])
    }

    @Test func `a response's fields cannot break the protocol`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            guard case .request = event else { return nil }
            let fields = [("X-A", " 1\r\n2 "), ("Connection", "close"), ("Upgrade", "x"), ("X Y", "z"), (":x", "y")]
            return HTTPResponse(status: 200, fields: fields.map { (name: $0.0, value: $0.1) })
        }
        peer.send(.request(1))
        #expect(peer.headers[1]?.count == 3)
        #expect(peer.statuses[1] == ["200"] && peer.ended == [1])
    }
}
