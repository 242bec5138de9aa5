import EventLoop
import HTTP
import HTTPServer
import Linux
import Sockets
import Synchronization
import TestSupport
import Testing

/// What a connection may be in the middle of while it waits for its peer.
private enum Phase: String, CaseIterable, CustomTestStringConvertible {
    case silent
    case halfHeader
    case halfBody
    case answered
    case openStream
    case renewedStream
    case unreadAnswer

    var testDescription: String { rawValue }

    func begin(_ client: RawConnection) async throws {
        switch self {
        case .silent: break
        case .halfHeader: try await client.send("GET /half HTTP/1.1\r\nHo")
        case .halfBody: try await client.send("POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        case .answered:
            try await client.send("GET /done HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.receive(through: ";")
        case .openStream: try await client.send(opened(1))
        case .renewedStream:
            try await client.send(opened(1))
            try await client.send(
                Frames.frame(type: 3, stream: 1, [0, 0, 0, 8]) + opened(3).dropFirst(Frames.start().count)
            )
        case .unreadAnswer: try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        }
    }

    private func opened(_ stream: UInt8) -> [UInt8] {
        Frames.start() + Frames.frame(type: 1, flags: 4, stream: stream, Frames.post)
    }
}

@Suite struct `With all places taken` {
    @Test(arguments: Phase.allCases)
    fileprivate func `a new connection gets the place of the one that waits longest, whatever for`(_ phase: Phase)
        async throws
    {
        var limits = HTTPServerLimits()
        limits.maximumConnections = 4
        let (answers, evicted, refused) = try await withServer(limits: limits) { test in
            var held: [RawConnection] = []
            for count in 1...4 {
                let client = try await test.connect()
                held.append(client)
                try await phase.begin(client)
                await test.waitForOpen(count)
                test.pass(seconds: 1)
            }
            var answers: [String] = []
            for index in 0..<3 {
                answers.append(try await test.call("/\(index)"))
                // Its place is free again before the next one comes.
                await test.waitForOpen(3)
            }
            // The first had to go; the last is still there.
            _ = try await held[0].drop(atLeast: .max)
            withExtendedLifetime(held) {}
            return (answers, test.observer.evicted.withLock { $0 }, test.observer.refused.withLock { $0 })
        }
        for (index, answer) in answers.enumerated() { #expect(answer.hasSuffix("GET /\(index) 0;")) }
        // Each call takes the place of one, and gives it back when it is answered.
        #expect(evicted.count == 1)
        #expect(evicted.first?.reason == .places)
        #expect(evicted.first?.held == 4)
        #expect(evicted.first?.peer.description == "127.0.0.1")
        #expect(refused.isEmpty)
    }

    @Test(arguments: [[], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]] as [[UInt8]])
    func `a handshake that does not go on makes room`(bytes: [UInt8]) async throws {
        var limits = HTTPServerLimits()
        limits.maximumConnections = 3
        let evicted = try await withServer(limits: limits, credentials: try TLSCredentials.forLocalhost()) { test in
            var held: [RawConnection] = []
            for count in 1...3 {
                held.append(try await test.connect())
                try await held[count - 1].send(bytes)
                await test.waitForOpen(count)
                test.pass(seconds: 1)
            }
            held.append(try await test.connect())
            let end = try await held[0].receiveAll()
            #expect(end.isEmpty)
            return test.observer.evicted.withLock { $0.count }
        }
        #expect(evicted == 1)
    }

    @Test func `bytes that trickle in buy no time, an answer does`() async throws {
        var limits = HTTPServerLimits()
        limits.maximumConnections = 2
        let answer = try await withServer(limits: limits) { test in
            let kept = try await test.connect()
            await test.waitForOpen(1)
            test.pass(seconds: 1)
            let trickling = try await test.connect()
            await test.waitForOpen(2)
            test.pass(seconds: 1)
            try await kept.send("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await kept.receive(through: ";")
            test.pass(seconds: 1)
            try await trickling.send("GET /")
            await test.loop.nextRound()
            _ = try await test.call("/new")
            _ = try await trickling.receiveAll()
            try await kept.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n")
            return try await kept.receive(through: ";")
        }
        #expect(answer.hasSuffix("GET /again 0;"))
    }

    @Test func `a new connection is turned away where everybody waits for us`() async throws {
        var limits = HTTPServerLimits()
        limits.maximumConnections = 1
        let (text, refused) = try await withStreams(limits: limits) { test in
            let watch = try await test.connect()
            try await watch.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await watch.receive(through: "first;")
            let text = try await test.call("/three")
            withExtendedLifetime(watch) {}
            return (text, test.observer.refused.withLock { $0 })
        }
        #expect(text.isEmpty)
        #expect(refused.map(\.reason) == [.places])
    }

    @Test func `connections of all loops make room for each other`() async throws {
        var limits = HTTPServerLimits()
        limits.maximumConnections = 4
        let observer = RecordingObserver()
        let other = try EventLoop()
        try await withEventLoop { [limits] loop in
            let server = try HTTPServer(
                address: try SocketAddress(parsing: "127.0.0.1:0"),
                loops: [loop, other],
                credentials: nil,
                limits: limits,
                handler: EchoHandler(),
                observer: observer
            )
            async let running: Void = server.run()
            var held: [RawConnection] = []
            for index in 0..<40 {
                let client = try await RawConnection.open(to: server.address, on: loop)
                try await client.send("GET /\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.receive(through: ";")
                #expect(answer.hasSuffix("GET /\(index) 0;"))
                held.append(client)
            }
            let isDown = await eventually { observer.open.load(ordering: .relaxed) <= 5 }
            #expect(isDown)
            server.close()
            server.abort()
            try await running
            withExtendedLifetime(held) {}
        }
        other.stop()
        #expect(observer.evicted.withLock { $0.count } >= 35)
        #expect(observer.refused.withLock { $0.isEmpty })
    }
}

/// A kernel that has no descriptor for a connection at first; the next attempt at the same one succeeds.
private final class ScarceDescriptors: Sendable {
    private let waiting = Mutex<CInt?>(nil)
    private let isShort: @Sendable () -> Bool

    init(isShort: @escaping @Sendable () -> Bool) { self.isShort = isShort }

    func accept(from listener: CInt, address: (Span<UInt8>) -> Void) throws(SystemCallError) -> FileDescriptor {
        if let waiting = waiting.withLock({ $0.take() }) { return FileDescriptor(owning: waiting) }
        let descriptor = try FileDescriptor.accept(from: listener, address: address)
        guard isShort() else { return descriptor }
        let number = descriptor.release()
        waiting.withLock { $0 = number }
        throw SystemCallError(call: "accept4", code: 24)
    }
}

@Suite struct `Without a descriptor for a new connection` {
    @Test func `somebody else goes, and no time passes`() async throws {
        let (answer, evicted) = try await withServer(accept: { observer in
            let scarce = ScarceDescriptors { observer.open.load(ordering: .relaxed) >= 3 }
            return { listener, address throws(SystemCallError) in try scarce.accept(from: listener, address: address) }
        }) { test in
            var held: [RawConnection] = []
            for count in 1...3 {
                held.append(try await test.connect())
                await test.waitForOpen(count)
                test.pass(seconds: 1)
            }
            let answer = try await test.call("/new")
            _ = try await held[0].receiveAll()
            return (answer, test.observer.evicted.withLock { $0 })
        }
        #expect(answer.hasSuffix("GET /new 0;"))
        #expect(evicted.map(\.reason) == [.descriptors])
    }

    @Test func `it is closed at once where nobody can go`() async throws {
        let taken = Atomic<Int>(0)
        let scarce = ScarceDescriptors { taken.wrappingAdd(1, ordering: .relaxed).newValue == 2 }
        let accept: Listener.Accept = { listener, address throws(SystemCallError) in
            try scarce.accept(from: listener, address: address)
        }
        let (text, next, refused) = try await withStreams(accept: accept) { test in
            let watch = try await test.connect()
            try await watch.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await watch.receive(through: "first;")
            let text = try await test.call("/three")
            let next = try await test.call("/three")
            withExtendedLifetime(watch) {}
            return (text, next, test.observer.refused.withLock { $0 })
        }
        #expect(text.isEmpty)
        #expect(next.contains("part 3;"))
        #expect(refused.map(\.reason) == [.descriptors])
    }
}
