import HTTP2TestSupport
import HTTPServer
import Testing

@Suite struct `An HTTP/2 server says goodbye` {
    @Test func `in two steps, and answers what crossed the first`() async throws {
        let events = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            try await client.send(.get(1), .post(3))
            _ = try await client.receive { $0.streamID == 1 && $0.kind == .data }
            test.server.drain()
            test.server.close()
            _ = try await client.receive { $0.kind == .goAway }
            try await client.send(.get(5))
            _ = try await client.receive { $0.streamID == 5 && $0.kind == .data }
            test.pass(milliseconds: 600)
            _ = try await client.receive { $0.kind == .goAway && $0.number(at: 0) != 0x7FFF_FFFF }
            // Too late: it is not answered, and may be made again elsewhere.
            try await client.send(.get(7), .data(3, "test", ends: true))
            try await client.receiveAll()
            return client.events
        }
        #expect(
            events == [
                "1: 200", "1: GET / 0; end", "goaway 2147483647 NO_ERROR", "5: 200", "5: GET / 0; end",
                "goaway 5 NO_ERROR", "3: 200", "3: POST / 4; end",
            ]
        )
    }

    @Test(arguments: [true, false])
    func `and refuses what it does not wait for, so that it is sent again`(isEviction: Bool) async throws {
        var limits = HTTPServerLimits()
        limits.maximumConnections = isEviction ? 1 : 10
        let events = try await withServer(limits: limits) { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            try await client.send(.get(1), .post(3), .data(3, "half"), .post(5))
            _ = try await client.receive { $0.streamID == 1 && $0.kind == .data }
            if isEviction {
                test.pass(seconds: 1)
                _ = try await test.call("/new")
            } else {
                test.server.close()
                test.server.abort()
            }
            try await client.receiveAll()
            // A close is announced first.
            return client.events.filter { $0 != "goaway 2147483647 NO_ERROR" }
        }
        #expect(events.prefix(3) == ["1: 200", "1: GET / 0; end", "goaway 5 NO_ERROR"])
        #expect(events.dropFirst(3).sorted() == ["3: reset REFUSED_STREAM", "5: reset REFUSED_STREAM"])
    }

    @Test func `to a client that goes on sending after its mistake`() async throws {
        let events = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            try await client.send(.get(1))
            _ = try await client.receive { $0.streamID == 1 && $0.kind == .data }
            try await client.send(.data(1, "mistake"))
            // More than the kernel takes for somebody who does not read: a reset would lose the GOAWAY.
            for _ in 0..<100 { try await client.send(.data(1, [UInt8](repeating: 0, count: 16_384))) }
            try await client.receiveAll()
            return client.events
        }
        #expect(events == ["1: 200", "1: GET / 0; end", "goaway 1 STREAM_CLOSED"])
    }

    @Test func `and names the last request that it has begun`() async throws {
        let events = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            try await client.send(.get(1), .get(3))
            _ = try await client.receive { $0.streamID == 3 && $0.kind == .data }
            try await client.send(.post(5), .priority(0))
            try await client.receiveAll()
            return client.events
        }
        #expect(events.last == "goaway 5 PROTOCOL_ERROR")
    }
}
