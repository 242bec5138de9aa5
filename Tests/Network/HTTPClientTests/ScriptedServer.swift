import EventLoop
import HTTPClient
import Sockets
import Synchronization
import TLS
import TestSupport

/// A port on which a test answers connections by hand.
///
/// `@unchecked Sendable`: for tasks of its loop only.
final class ScriptedServer: @unchecked Sendable {
    let loop: EventLoop
    let clock: HandClock
    private let listener: Listener
    /// How many connections were accepted.
    private(set) var accepted = 0

    init(on loop: EventLoop, clock: HandClock, at address: String = "127.0.0.1:0") throws {
        self.loop = loop
        self.clock = clock
        var descriptor: CInt = -1
        _ = try ListeningSocket.open(try SocketAddress(parsing: address), count: 1) { descriptor = $0.release() }
        listener = try Listener(ListeningSocket(adopting: descriptor), on: loop)
    }

    var port: UInt16 { listener.address.port }

    func url(_ path: String = "/", scheme: String = "http", host: String = "127.0.0.1") throws -> HTTPURL {
        try HTTPURL(parsing: "\(scheme)://\(host):\(port)\(path)")
    }

    /// The next connection.
    func accept(tls: TLSServerContext? = nil) async throws -> Peer {
        while true {
            switch try await listener.next() {
            case .connection(let descriptor, from: _):
                accepted += 1
                let peer = try Peer(owning: descriptor, on: loop)
                if let tls { try await peer.startTLS(tls) }
                return peer
            case .interrupted: continue
            case .exhausted(let error): throw error
            }
        }
    }

    /// Runs `script` for the next connection, beside the test.
    func answer<T: Sendable>(
        tls: TLSServerContext? = nil,
        _ script: @escaping @Sendable (Peer) async throws -> T
    ) -> Task<T, any Error> {
        Task(executorPreference: loop) { try await script(try await self.accept(tls: tls)) }
    }

    /// Answers the next connection's first request with these bytes and closes.
    func answerOnce(_ text: String, tls: TLSServerContext? = nil) {
        _ = answer(tls: tls) { peer in
            try await peer.receive()
            try await peer.send(text)
            peer.finish()
            _ = await peer.awaitClose()
        }
    }
}

/// Runs `body` on a loop with a hand clock, with a port that is answered by hand and a client that trusts `certificates`.
func withScriptedServer<R: Sendable>(
    certificates: Certificates? = nil,
    proxy: ProxySettings = .none,
    _ body: @escaping @Sendable (ScriptedServer, HTTPClient) async throws -> R
) async throws -> R {
    let clock = HandClock()
    let tls = try certificates?.clientContext() ?? TLSClientContext(trust: .insecure)
    return try await withEventLoop(clock: clock.clock) { loop in
        let server = try ScriptedServer(on: loop, clock: clock)
        let client = HTTPClient(loop: loop, tls: tls, proxy: proxy)
        return try await body(server, client)
    }
}

extension HTTPClient {
    /// The error of a request; nil when it succeeded.
    func failure(
        _ request: HTTPClientRequest,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts(),
        maximumBodyBytes: Int = 1 << 20
    ) async -> HTTPClientError? {
        do throws(HTTPClientError) {
            _ = try await send(request, timeouts: timeouts, maximumBodyBytes: maximumBodyBytes)
            return nil
        } catch {
            return error
        }
    }

    /// The body of a request's answer as text.
    func text(_ request: HTTPClientRequest) async throws -> String {
        String(decoding: try await send(request).body, as: UTF8.self)
    }
}

/// Lets time fly until `task` has ended.
func passTime<T: Sendable>(_ clock: HandClock, on loop: EventLoop, until task: Task<T, Never>) async -> T {
    let isDone = IsDone()
    let watcher = Task(executorPreference: loop) {
        let value = await task.value
        isDone.value.store(true, ordering: .releasing)
        return value
    }
    while !isDone.value.load(ordering: .acquiring) {
        clock.advance(bySeconds: 1, wake: loop)
        await Task.yield()
    }
    return await watcher.value
}

private final class IsDone: Sendable {
    let value = Atomic(false)
}
