internal import EventLoop
internal import HTTP
internal import Linux
internal import Sockets
internal import TLS

/// A server's part on one event loop: its listening socket and the connections that came through it.
///
/// `@unchecked Sendable`: used on the loop's thread only, by tasks that were started with the loop as their preference.
final class LoopWorker: @unchecked Sendable {
    let loop: EventLoop
    let state: ServerState
    /// nil once ``run()`` has taken it.
    private var listening: ListeningSocket?
    private var listener: Listener?
    private var connections: [ObjectIdentifier: ConnectionEntry] = [:]
    let pool = BufferPool()

    /// The connections there are.
    var entries: [ConnectionEntry] { Array(connections.values) }

    init(loop: EventLoop, state: ServerState, listening: consuming ListeningSocket) {
        self.loop = loop
        self.state = state
        self.listening = .some(listening)
    }

    // MARK: Accepting

    /// Accepts connections until the server closes, and returns when the last of them has ended.
    func run() async throws {
        guard let listening = listening.take() else { return }
        // Held here only: the kernel must refuse what is no longer accepted while the last connections take their time.
        listener = try Listener(listening, on: loop)
        if state.phase >= .closing { listener?.interrupt() }
        try await withThrowingDiscardingTaskGroup { group in
            defer { self.listener = nil }
            var acceptedInARow = 0
            while let listener {
                if acceptedInARow >= Self.maximumAcceptedInARow {
                    // Where connections come faster than they are accepted, those that are there must have their turn.
                    acceptedInARow = 0
                    await loop.nextRound()
                }
                acceptedInARow += 1
                switch try await next(listener) {
                case .interrupted where state.phase >= .closing: return
                case .interrupted: continue
                case .exhausted(let error):
                    state.observer.connectionRefused(error.description)
                    evictIdlest()
                case .connection(let descriptor):
                    guard admit() else {
                        state.observer.connectionRefused(
                            "there are \(state.limits.maximumConnections) connections already"
                        )
                        continue
                    }
                    let raw = descriptor.release()
                    group.addTask(executorPreference: loop) { await self.serve(FileDescriptor(owning: raw)) }
                }
            }
        }
    }

    private static let maximumAcceptedInARow = 32

    private func next(_ listener: Listener) async throws(SystemCallError) -> Listener.Event {
        do {
            return try await listener.next()
        } catch {
            // The task group waits for the connections, which do not look at its cancellation.
            state.advance(to: .aborting)
            close()
            throw error
        }
    }

    /// Takes a place for a new connection, if need be that of the connection that has been idle longest.
    private func admit() -> Bool {
        if state.admitConnection() { return true }
        guard evictIdlest() else { return false }
        // The place is free as soon as its task has run; the new one may be the one too many until then.
        state.overcommitConnection()
        return true
    }

    /// Ends the connection that has been idle longest; false when none is idle.
    @discardableResult private func evictIdlest() -> Bool {
        let idle = connections.values.filter { $0.idleSince != nil }
        guard let oldest = idle.min(by: { ($0.idleSince ?? .never) < ($1.idleSince ?? .never) }) else { return false }
        oldest.socket.interrupt()
        oldest.isEvicted = true
        oldest.idleSince = nil
        return true
    }

    private func serve(_ descriptor: consuming FileDescriptor) async {
        state.observer.connectionOpened()
        defer {
            state.releaseConnection()
            state.observer.connectionClosed()
        }
        guard let socket = try? Socket(owning: descriptor, on: loop) else { return }
        let entry = ConnectionEntry(socket, ConnectionMemory(state.memory, now: loop.now))
        connections[ObjectIdentifier(entry)] = entry
        defer { connections[ObjectIdentifier(entry)] = nil }
        let channel = Channel(socket: socket, worker: self, memory: entry.memory)
        if let credentials = state.credentials {
            guard let context = credentials.current, await handshake(channel, context) else { return }
        }
        var http2Bytes: ByteBuffer?
        switch channel.applicationProtocol {
        case .http1: http2Bytes = await HTTP1Connection(channel: channel, entry: entry, worker: self).serve()
        case .http2: http2Bytes = pool.take()
        }
        guard let received = http2Bytes.take() else { return }
        await HTTP2Connection(channel: channel, entry: entry, worker: self).serve(received: received)
    }

    private func handshake(_ channel: Channel, _ context: TLSServerContext) async -> Bool {
        let start = loop.preciseNow()
        do {
            let deadline = start.advanced(by: state.limits.handshakeTimeout)
            guard try await channel.startTLS(context, until: deadline) else {
                state.observer.handshakeFailed(nil)
                return false
            }
            state.observer.handshakeCompleted(nanoseconds: loop.preciseNow().nanoseconds(since: start))
            return true
        } catch {
            let error = error as? TLSError
            state.observer.handshakeFailed(error)
            switch error?.code {
            case .plainHTTP: await explainTLS(channel)
            // The alert that says why must not be lost over what the peer has sent meanwhile: a TLS 1.3 client without
            // the certificate that we ask for learns of it only after its first request.
            case .protocolFailure: await channel.finishLingering()
            default: break
            }
            return false
        }
    }

    /// Answers a client that speaks plain HTTP to the TLS port, in plain HTTP.
    private func explainTLS(_ channel: Channel) async {
        var output = ByteBuffer(capacity: 512)
        let response = HTTPResponse.text(400, "this port speaks HTTPS: use https:// instead of http://")
        HTTP1ResponseWriter.write(response, keepAlive: false, isHEAD: false, into: &output)
        guard await channel.write(&output, timeout: .seconds(2)) else { return }
        await channel.finishLingering()
    }

    // MARK: Closing

    /// Stops accepting and wakes the idle connections, which then see the server's phase.
    ///
    /// When the server aborts, connections that are in the middle of something are woken too, and end.
    func close() {
        listener?.interrupt()
        let abort = state.phase >= .aborting
        for entry in connections.values { abort ? entry.socket.abort() : entry.socket.interrupt() }
    }

    /// Wakes the connections with a streamed answer, which then see the server's phase and end it.
    func endStreams() {
        for entry in connections.values where entry.isStreaming { entry.socket.interrupt() }
    }
}

/// What the worker knows of a connection.
final class ConnectionEntry {
    let socket: Socket
    /// Since when the connection has been without a request; nil while it has one.
    var idleSince: LoopInstant?
    /// Whether it must go to make room for another.
    var isEvicted = false
    /// Whether an answer is being streamed to it.
    var isStreaming = false

    /// What it holds.
    let memory: ConnectionMemory

    init(_ socket: Socket, _ memory: ConnectionMemory) {
        self.socket = socket
        self.memory = memory
    }
}
