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
    /// For what is read.
    let pool = BufferPool(size: Channel.readSize)
    /// For answers that are not sent yet.
    let outputs = BufferPool(size: 4096)
    private let accept: Listener.Accept
    private let turns: HandshakeTurns

    /// The connections there are.
    var entries: [ConnectionEntry] { Array(connections.values) }

    init(loop: EventLoop, state: ServerState, listening: consuming ListeningSocket, accept: @escaping Listener.Accept) {
        self.accept = accept
        turns = HandshakeTurns(loop)
        self.loop = loop
        self.state = state
        self.listening = .some(listening)
    }

    // MARK: Accepting

    /// Accepts connections until the server closes, and returns when the last of them has ended.
    func run() async throws {
        guard let listening = listening.take() else { return }
        // Held here only: the kernel must refuse what is no longer accepted while the last connections take their time.
        listener = try Listener(listening, on: loop, accept: accept)
        if state.phase >= .closing { listener?.interrupt() }
        try await withThrowingDiscardingTaskGroup { group in
            defer { self.listener = nil }
            var acceptedInARow = 0
            var shortages = 0
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
                case .exhausted:
                    shortages += 1
                    await findDescriptor(listener, attempt: shortages)
                case .connection(let descriptor, let peer):
                    shortages = 0
                    guard let entry = await admit(descriptor, from: peer) else { continue }
                    group.addTask(executorPreference: loop) { await self.serve(entry) }
                }
            }
        }
    }

    private static let maximumAcceptedInARow = 64

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

    private func serve(_ entry: ConnectionEntry) async {
        enter(entry)
        defer { leave(entry) }
        guard state.phase < .aborting else { return }
        let channel = Channel(socket: entry.socket, worker: self, memory: entry.memory)
        if state.credentials != nil {
            guard await handshake(channel, entry) else { return }
        }
        var http2Bytes: ByteBuffer?
        switch channel.applicationProtocol {
        case .http1: http2Bytes = await makeHTTP1(channel, entry).serve()
        case .http2: http2Bytes = pool.take()
        }
        guard let received = http2Bytes.take() else { return }
        await makeHTTP2(channel, entry).serve(received: received)
        // A peer that lingers must not cost more than its socket.
        await channel.finishLingering()
    }

    // What stands in an `async` function's frame is held for as long as the connection is, and a task's memory comes in pieces of a
    // kilobyte: so what needs no waiting is done by functions of their own.

    @inline(never) private func makeHTTP1(_ channel: Channel, _ entry: ConnectionEntry) -> HTTP1Connection {
        HTTP1Connection(channel: channel, entry: entry, worker: self)
    }

    @inline(never) private func makeHTTP2(_ channel: Channel, _ entry: ConnectionEntry) -> HTTP2Connection {
        HTTP2Connection(channel: channel, entry: entry, worker: self)
    }

    @inline(never) private func enter(_ entry: ConnectionEntry) {
        state.observer.connectionOpened()
        connections[ObjectIdentifier(entry)] = entry
    }

    @inline(never) private func leave(_ entry: ConnectionEntry) {
        connections[ObjectIdentifier(entry)] = nil
        state.places.release(entry)
        state.observer.connectionClosed()
    }

    private func handshake(_ channel: Channel, _ entry: ConnectionEntry) async -> Bool {
        guard state.credentials?.current != nil else { return false }
        let deadline = loop.now.advanced(by: state.handshakeTimeout)
        guard await hasTurn(entry, until: deadline), let context = contextForHandshake(of: entry, until: deadline)
        else {
            return false
        }
        let start = loop.preciseNow()
        do {
            let isDone = try await channel.startTLS(context, until: deadline)
            noteHandshake(channel, entry, context, since: isDone ? start : nil)
            return isDone
        } catch {
            await sayGoodbye(channel, after: note(error as? TLSError, entry, context))
            return false
        }
    }

    /// Waits for the client to begin, and for the connection's turn; false where that does not come in time.
    @inline(never) private func hasTurn(_ entry: ConnectionEntry, until deadline: LoopInstant) async -> Bool {
        // A TLS session costs 50 KB: not for a connection that says nothing.
        guard await entry.socket.wait(for: .readable, until: deadline) == .ready else {
            if !entry.isEvicted { state.observer.handshakeFailed(nil) }
            return false
        }
        await turns.wait(entry)
        return true
    }

    /// The certificate as it is now, not as it was when the connection came; nil where there is no time left for it.
    @inline(never) private func contextForHandshake(of entry: ConnectionEntry, until deadline: LoopInstant)
        -> TLSServerContext?
    {
        guard !entry.isEvicted, deadline > loop.now, state.phase < .aborting else { return nil }
        return state.credentials?.current
    }

    @inline(never) private func sayGoodbye(_ channel: Channel, after failure: TLSError.Code?) async {
        switch failure {
        case .plainHTTP: await explainTLS(channel)
        // The alert that says why must not be lost over what the peer has sent meanwhile: a TLS 1.3 client without
        // the certificate that we ask for learns of it only after its first request.
        case .protocolFailure: await channel.finishLingering()
        default: break
        }
    }

    /// Takes in that a handshake is done, or was cut short: then there is no time.
    @inline(never) private func noteHandshake(
        _ channel: Channel,
        _ entry: ConnectionEntry,
        _ context: TLSServerContext,
        since start: LoopInstant?
    ) {
        guard let start else {
            if !entry.isEvicted { state.observer.handshakeFailed(nil) }
            return
        }
        state.observer.handshakeCompleted(nanoseconds: loop.preciseNow().nanoseconds(since: start))
        // Some make up their minds about the certificate after their last word in the handshake.
        channel.onCertificateAlert = { [unowned self] in tell($0, entry, context) }
    }

    /// Takes in why a handshake failed.
    @inline(never) private func note(
        _ error: TLSError?,
        _ entry: ConnectionEntry,
        _ context: TLSServerContext
    ) -> TLSError.Code? {
        state.observer.handshakeFailed(error)
        if let alert = error?.certificateAlert { tell(alert, entry, context) }
        return error?.code
    }

    private func tell(_ alert: CertificateAlert, _ entry: ConnectionEntry, _ context: TLSServerContext) {
        let refusal = CertificateRefusal(alert: alert, peer: entry.peer, certificate: context.certificate)
        state.observer.certificateRefused(refusal)
    }

    /// Answers a client that speaks plain HTTP to the TLS port, in plain HTTP.
    @inline(never) private func explainTLS(_ channel: Channel) async {
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
