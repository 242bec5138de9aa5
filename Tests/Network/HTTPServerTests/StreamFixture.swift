import EventLoop
import HTTP
import HTTPServer
import Sockets
import Synchronization
import TestSupport
import Testing

/// Streams what the path says, and counts the streams that there are.
final class StreamHandler: HTTPStreamingHandler {
    let alive = Atomic<Int>(0)

    func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? { nil }

    func reply(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPReply {
        guard let script = Script(rawValue: head.path) else {
            return .response(HTTPResponse(status: 200, body: Array("\(head.method) \(head.path) \(body.count);".utf8)))
        }
        return .stream(ScriptedStream(script, self))
    }

    enum Script: String {
        case three = "/three"
        case endless = "/endless"
        case flood = "/flood"
        case broken = "/broken"
        case headless = "/headless"
        case stalled = "/stalled"
        case empty = "/empty"
        case noContent = "/none"
    }
}

/// Does one thing after the other, on its connection's loop.
private final class ScriptedStream: HTTPResponseStream, @unchecked Sendable {
    struct Failure: Error {}

    private let script: StreamHandler.Script
    private let handler: StreamHandler
    private var count = 0
    private var waiter: CheckedContinuation<Void, Never>?

    init(_ script: StreamHandler.Script, _ handler: StreamHandler) {
        self.script = script
        self.handler = handler
        handler.alive.wrappingAdd(1, ordering: .relaxed)
    }

    deinit { handler.alive.wrappingSubtract(1, ordering: .relaxed) }

    func head() async throws -> HTTPResponse {
        if script == .headless { throw Failure() }
        if script == .stalled { await cancellation() }
        return HTTPResponse(status: script == .noContent ? 204 : 200, fields: [("Content-Type", "text/plain")])
    }

    func next() async throws -> [UInt8]? {
        count += 1
        switch script {
        case .three: return count <= 3 ? Array("part \(count);".utf8) : nil
        case .endless:
            if count > 1 { await cancellation() }
            return Array("first;".utf8)
        case .flood: return [UInt8](repeating: 0x61, count: 256 * 1024)
        case .broken:
            if count > 1 { throw Failure() }
            return Array("half".utf8)
        case .headless, .stalled, .empty, .noContent: return nil
        }
    }

    /// Cancellation comes from the connection's task, on the same loop.
    private func cancellation() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiter = continuation }
            }
        } onCancel: {
            waiter?.resume()
            waiter = nil
        }
    }
}

/// Runs `body` on the loop of a plain-HTTP server that streams; in the end no stream must be left.
func withStreams<R: Sendable>(
    limits: HTTPServerLimits = HTTPServerLimits(),
    accept: @escaping Listener.Accept = Listener.fromKernel,
    _ body: @escaping @Sendable (ServerUnderTest) async throws -> R
) async throws -> R {
    let clock = HandClock()
    let observer = RecordingObserver()
    let handler = StreamHandler()
    let memory = MemoryBudget(limit: 128 << 20)
    let result = try await withEventLoop(clock: clock.clock) { loop in
        let server = try HTTPServer(
            address: try SocketAddress(parsing: "127.0.0.1:0"),
            loops: [loop],
            credentials: nil,
            limits: limits,
            memory: memory,
            handler: handler,
            observer: observer,
            accept: accept
        )
        async let running: Void = server.run()
        let result: Result<R, any Error>
        do {
            result = .success(
                try await body(
                    ServerUnderTest(server: server, loop: loop, clock: clock, observer: observer, memory: memory)
                )
            )
        } catch {
            result = .failure(error)
        }
        server.close()
        server.abort()
        try await running
        return try result.get()
    }
    #expect(handler.alive.load(ordering: .relaxed) == 0, "every stream was let go")
    #expect(observer.open.load(ordering: .relaxed) == 0, "every connection that was opened has been closed")
    return result
}
