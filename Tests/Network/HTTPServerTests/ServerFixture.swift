import EventLoop
import HTTP
import Sockets
import Synchronization
import TLS
import TestSupport
import Testing

@testable import HTTPServer

/// Answers with the method, the path and the length of the body, `/large` with far more than the kernel holds for a
/// connection, `/medium` with 100,000 bytes, `/huge` with 32 MiB; refuses `/refuse` by its header.
struct EchoHandler: HTTPHandler {
    func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? {
        head.path == "/refuse" ? .text(415, "refused") : nil
    }

    static let large = [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)

    func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse {
        if head.path == "/medium" { return HTTPResponse(status: 200, body: Array(Self.large.prefix(100_000))) }
        if head.path == "/large" { return HTTPResponse(status: 200, body: Self.large) }
        if head.path == "/huge" { return HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 32 << 20)) }
        return HTTPResponse(status: 200, body: Array("\(head.method) \(head.path) \(body.count);".utf8))
    }
}

/// Keeps what it observed.
final class RecordingObserver: HTTPServerObserver {
    let statuses = Mutex<[Int]>([])
    let refused = Mutex<[ConnectionShortage]>([])
    let evicted = Mutex<[ConnectionShortage]>([])
    let open = Atomic<Int>(0)
    func connectionOpened() { open.wrappingAdd(1, ordering: .relaxed) }
    func connectionClosed() { open.wrappingSubtract(1, ordering: .relaxed) }
    func connectionRefused(_ shortage: ConnectionShortage) { refused.withLock { $0.append(shortage) } }
    func connectionEvicted(_ shortage: ConnectionShortage) { evicted.withLock { $0.append(shortage) } }
    func handshakeCompleted(nanoseconds: UInt64) {}
    func handshakeFailed(_ error: TLSError?) {}
    func requestAnswered(status: Int, nanoseconds: UInt64) { statuses.withLock { $0.append(status) } }
}

/// What a test of a running server has in hand; for tasks of the loop.
struct ServerUnderTest: Sendable {
    let server: HTTPServer
    let loop: EventLoop
    let clock: HandClock
    let observer: RecordingObserver
    let memory: MemoryBudget

    func connect() async throws -> RawConnection { try await RawConnection.open(to: server.address, on: loop) }

    /// Moves the server's clock.
    func pass(seconds: Int) { pass(milliseconds: seconds * 1000) }

    func pass(milliseconds: Int) {
        clock.advance(byMilliseconds: milliseconds)
        loop.wake()
    }

    /// Lets the server take connections in until so many are open.
    func waitForOpen(_ count: Int) async {
        while openCount != count { await loop.nextRound() }
    }

    /// The connections that the server has.
    var openCount: Int { observer.open.load(ordering: .relaxed) }

    /// What a new connection is answered.
    func call(_ path: String) async throws -> String {
        let client = try await connect()
        try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return try await client.receiveAll()
    }

    /// Lets the loop take in what has arrived before the clock is moved.
    ///
    /// A full exchange on another connection of the same loop: the kernel reports events in order of arrival.
    func settle() async throws {
        for _ in 0..<2 {
            let probe = try await connect()
            try await probe.send("GET /settle HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            _ = try await probe.receiveAll()
        }
    }
}

/// Runs `body` on the loop of a plain-HTTP server, then closes the server and waits for its end.
func withServer<R: Sendable>(
    limits: HTTPServerLimits = HTTPServerLimits(),
    credentials: TLSCredentials? = nil,
    accept: @escaping @Sendable (RecordingObserver) -> Listener.Accept = { _ in Listener.fromKernel },
    memory: MemoryBudget = MemoryBudget(limit: 128 << 20),
    _ body: @escaping @Sendable (ServerUnderTest) async throws -> R
) async throws -> R {
    let clock = HandClock()
    let observer = RecordingObserver()
    return try await withEventLoop(clock: clock.clock) { loop in
        let server = try HTTPServer(
            address: try SocketAddress(parsing: "127.0.0.1:0"),
            loops: [loop],
            credentials: credentials,
            limits: limits,
            memory: memory,
            handler: EchoHandler(),
            observer: observer,
            accept: accept(observer)
        )
        async let running: Void = server.run()
        let result: Result<R, any Error>
        do {
            let test = ServerUnderTest(server: server, loop: loop, clock: clock, observer: observer, memory: memory)
            result = .success(try await body(test))
        } catch {
            result = .failure(error)
        }
        server.close()
        server.abort()
        try await running
        #expect(observer.open.load(ordering: .relaxed) == 0, "every connection that was opened has been closed")
        #expect(memory.heldBytes == 0, "what connections held has been given back")
        return try result.get()
    }
}
