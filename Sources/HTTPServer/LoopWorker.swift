internal import HTTP
internal import Sockets
internal import TLS

/// A server's part on one event loop: its listening socket and the connections that came through it.
///
/// `@unchecked Sendable`: used on the loop's thread only, by tasks that were started with the loop as their preference.
final class LoopWorker: @unchecked Sendable {
    let loop: EventLoop
    let state: ServerState
    private var listener: Listener?
    private var connections: [ObjectIdentifier: ConnectionEntry] = [:]
    private var pool: [[UInt8]] = []

    init(loop: EventLoop, state: ServerState) {
        self.loop = loop
        self.state = state
    }

    // MARK: Accepting

    /// Accepts connections until the server closes, and returns when the last of them has ended.
    func run(_ listening: consuming ListeningSocket) async throws {
        let listener = try Listener(listening, on: loop)
        self.listener = listener
        if state.phase >= .closing { listener.interrupt() }
        try await withThrowingDiscardingTaskGroup { group in
            defer { self.listener = nil }
            while true {
                switch try await listener.next() {
                case .interrupted where state.phase >= .closing: return
                case .interrupted: continue
                case .exhausted(let error): state.observer.connectionRefused(error.description)
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

    /// Takes a place for a new connection, if need be that of the connection that has been idle longest.
    private func admit() -> Bool {
        if state.admitConnection() { return true }
        let idle = connections.values.filter { $0.idleSince != nil }
        guard let oldest = idle.min(by: { ($0.idleSince ?? .never) < ($1.idleSince ?? .never) }) else { return false }
        oldest.socket.interrupt()
        // Its place is free as soon as its task has run; this one may be the one too many until then.
        oldest.isEvicted = true
        oldest.idleSince = nil
        state.overcommitConnection()
        return true
    }

    private func serve(_ descriptor: consuming FileDescriptor) async {
        state.observer.connectionOpened()
        defer {
            state.releaseConnection()
            state.observer.connectionClosed()
        }
        guard let socket = try? Socket(owning: descriptor, on: loop) else { return }
        let entry = ConnectionEntry(socket)
        connections[ObjectIdentifier(entry)] = entry
        defer { connections[ObjectIdentifier(entry)] = nil }
        let channel = Channel(socket: socket)
        if let credentials = state.credentials {
            guard let context = credentials.current, await handshake(channel, context) else { return }
        }
        var http2Bytes: ByteBuffer?
        switch channel.applicationProtocol {
        case .http1: http2Bytes = await HTTP1Connection(channel: channel, entry: entry, worker: self).serve()
        case .http2: http2Bytes = takeBuffer()
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
            if error?.code == .plainHTTP { await explainTLS(channel) }
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

    // MARK: Buffers

    /// A buffer with room for one read; ``give(back:)`` it when the connection is idle or ends.
    func takeBuffer() -> ByteBuffer {
        guard let storage = pool.popLast() else { return ByteBuffer(capacity: Channel.readSize) }
        return ByteBuffer(reusing: storage)
    }

    /// Takes a buffer's memory back for the next connection, unless it has grown or there is enough of it.
    func give(back buffer: consuming ByteBuffer) {
        let storage = buffer.intoStorage()
        if pool.count < 32, storage.count == Channel.readSize { pool.append(storage) }
    }
}

/// What the worker knows of a connection.
final class ConnectionEntry {
    let socket: Socket
    /// Since when the connection has been without a request; nil while it has one.
    var idleSince: LoopInstant?
    /// Whether it must go to make room for another.
    var isEvicted = false

    init(_ socket: Socket) { self.socket = socket }
}
