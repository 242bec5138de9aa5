package import EventLoop
internal import HTTP
package import Linux
package import Sockets
internal import Synchronization

/// An HTTP/1.1 and HTTP/2 server over TLS (or plain, without credentials) on a set of event loops.
///
/// The addresses are taken by the initialiser, so that a taken port is an error at start; ``run()`` then serves until
/// ``close()`` has been called and the last connection has ended.
package final class HTTPServer: Sendable {
    /// Where it listens, with the real port where 0 was asked for.
    package let address: SocketAddress
    private let state: ServerState
    private let workers: [LoopWorker]
    private let hasRun = Atomic<Bool>(false)

    /// Binds and listens.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - loops: the event loops to spread connections over, at least one; they must outlive the server.
    ///   - credentials: the certificate to serve; nil for plain HTTP.
    ///   - limits: how long it waits, and what a message may be.
    ///   - memory: how much its connections may hold together, those of other servers with the same budget included.
    ///   - handler: answers the requests.
    ///   - observer: is told what happens.
    ///   - accept: how a connection is taken from the kernel; tests have their own.
    /// - Throws: ``SystemCallError`` naming the address, for instance when it is taken.
    package init(
        address: SocketAddress,
        loops: [EventLoop],
        credentials: TLSCredentials?,
        limits: HTTPServerLimits = HTTPServerLimits(),
        memory: MemoryBudget = MemoryBudget(limit: 128 << 20),
        handler: any HTTPHandler,
        observer: any HTTPServerObserver = SilentObserver(),
        accept: @escaping Listener.Accept = Listener.fromKernel
    ) throws(SystemCallError) {
        let state = ServerState(
            handler: handler,
            observer: observer,
            limits: limits,
            credentials: credentials,
            memory: memory
        )
        var workers: [LoopWorker] = []
        self.address = try ListeningSocket.open(address, count: loops.count, silence: limits.silence) { socket in
            workers.append(LoopWorker(loop: loops[workers.count], state: state, listening: socket, accept: accept))
        }
        self.state = state
        self.workers = workers
        for worker in workers { memory.add(worker) }
    }

    /// Serves; a second call throws, since the first has taken the listening sockets.
    ///
    /// Returns when the server has been closed and its last connection has ended. Ends every connection at once when the
    /// calling task is cancelled.
    ///
    /// - Throws: ``SystemCallError`` when a listening socket fails for good; ``HTTPServerRunTwiceError`` the second time.
    package func run() async throws {
        guard !hasRun.exchange(true, ordering: .relaxed) else { throw HTTPServerRunTwiceError() }
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup { group in
                for worker in workers {
                    group.addTask(executorPreference: worker.loop) { try await worker.run() }
                }
                do {
                    while try await group.next() != nil {}
                } catch {
                    // A server without one of its listeners is none: the other loops must not hold up its end.
                    abort()
                    throw error
                }
            }
        } onCancel: {
            abort()
        }
    }

    /// Goes on serving, but ends streamed answers and asks HTTP/1.1 clients with each response to connect anew, elsewhere.
    ///
    /// From any thread.
    package func drain() {
        state.advance(to: .draining)
        for worker in workers {
            Task(executorPreference: worker.loop) { worker.endStreams() }
        }
    }

    /// Stops accepting, sends GOAWAY, closes idle connections; requests in flight are answered.
    ///
    /// From any thread.
    package func close() {
        state.advance(to: .closing)
        wakeConnections()
    }

    /// Cuts what is left.
    ///
    /// From any thread.
    package func abort() {
        state.advance(to: .aborting)
        wakeConnections()
    }

    private func wakeConnections() {
        for worker in workers {
            Task(executorPreference: worker.loop) { worker.close() }
        }
    }
}

/// A server was run again, though its listeners belong to the first run.
package struct HTTPServerRunTwiceError: Error, CustomStringConvertible {
    /// One sentence.
    package var description: String { "an HTTP server can be run once only: make another one" }
}
