import HTTP2TestSupport
import HTTPServer
import Testing

/// What a client does every three seconds that takes nothing of an answer.
private enum Pastime: String, CaseIterable, CustomTestStringConvertible {
    case nothing
    case pings
    case widensTheConnection
    case widensAnotherStream
    case setsItsWindowAnew
    case asksForHeadersOnly
    case uploads
    case uploadsAndCancels

    var testDescription: String { rawValue }

    func frames(_ round: Int32) -> [HTTP2Frame] {
        let id = round * 2 + 3
        switch self {
        case .nothing: return []
        case .pings: return [.ping()]
        case .widensTheConnection: return [.windowUpdate(0, 1)]
        case .widensAnotherStream: return [.get(id), .windowUpdate(id, 100)]
        case .setsItsWindowAnew: return [.settings((4, 0))]
        case .asksForHeadersOnly: return [.request(id, [(":method", "HEAD")] + HTTP2Frame.getFields.dropFirst())]
        case .uploads: return round == 0 ? [.post(3)] : [.data(3, "x")]
        case .uploadsAndCancels: return [.post(id), .data(id, "x"), .reset(id)]
        }
    }
}

@Suite struct `A client that takes nothing of an answer over HTTP/2` {
    @Test(arguments: Pastime.allCases)
    fileprivate func `is cut after its time, whatever else it does`(_ pastime: Pastime) async throws {
        let (events, wasServed) = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands(settings: .settings((4, 0)))
            try await client.send(.get(1))
            for round in 0..<Int32(9) {
                try await client.send(pastime.frames(round).flatMap(\.bytes))
                try await test.settle()
                test.pass(seconds: 3)
            }
            try await client.send(.ping("still"))
            _ = try await client.receive { $0 == .ping("still", isAcknowledgement: true) || $0.kind == .goAway }
            let wasServed = client.events.last == "pong still"
            for _ in 0..<2 {
                try await test.settle()
                test.pass(seconds: 3)
            }
            try await client.receiveAll()
            return (client.events, wasServed)
        }
        #expect(wasServed, "27 seconds are less than its 30")
        #expect(events.contains("1: 200") && events.last?.hasPrefix("goaway ") == true)
        #expect(!events.contains { $0.hasPrefix("1: GET") })
    }

    @Test func `is cut where the connection's window is what is missing`() async throws {
        let (events, bytes) = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands(settings: .settings((4, 1 << 20)))
            let fields = [(":method", "GET"), (":scheme", "https"), (":path", "/medium"), (":authority", "a")]
            try await client.send(.request(1, fields))
            for _ in 0..<14 {
                try await client.send(.windowUpdate(1, 1))
                try await test.settle()
                test.pass(seconds: 3)
            }
            try await client.receiveAll()
            let bytes = client.frames.reduce(0) { $0 + ($1.kind == .data ? $1.payload.count : 0) }
            return (client.events, bytes)
        }
        #expect(bytes == 65_535 && events.last?.hasPrefix("goaway ") == true)
    }

    @Test func `frees what it held as soon as it cancels`() async throws {
        let (before, during, after) = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands(settings: .settings((4, 0)))
            let before = test.memory.heldBytes
            let fields = [(":method", "GET"), (":scheme", "https"), (":path", "/medium"), (":authority", "a")]
            for id in stride(from: Int32(1), to: 41, by: 2) { try await client.send(.request(id, fields)) }
            _ = try await client.receive { $0.streamID == 39 }
            try await test.settle()
            let during = test.memory.heldBytes
            for id in stride(from: Int32(1), to: 41, by: 2) { try await client.send(.reset(id)) }
            try await client.send(.ping("freed"))
            _ = try await client.receive { $0 == .ping("freed", isAcknowledgement: true) }
            try await test.settle()
            return (before, during, test.memory.heldBytes)
        }
        #expect(during > before + 20 * 100_000)
        #expect(after < before + 100_000)
    }
}
