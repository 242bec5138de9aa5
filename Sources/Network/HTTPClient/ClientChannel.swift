internal import EventLoop
internal import HTTP
internal import Linux
internal import Sockets
internal import TLS

/// What ended a step on a connection.
enum ChannelFailure: Error {
    case timedOut
    /// The wait was aborted: the task was cancelled or the client shut down.
    case interrupted
    /// The peer has closed the connection, or it broke.
    case closed
    case tls(TLSError)
    case socket(SystemCallError)
    /// What the peer sent is not HTTP as it should be.
    case malformed(HTTPError)

    /// Whether the connection has just gone away, as an idle one does that the server closes.
    var isConnectionLoss: Bool {
        switch self {
        case .closed, .socket: true
        case .tls(let error): error.code == .connectionLost || error.code == .protocolFailure
        case .timedOut, .interrupted, .malformed: false
        }
    }

    /// Whether the peer has said nothing, until it was too late or nobody waited any more.
    var isSilence: Bool {
        switch self {
        case .timedOut, .interrupted: true
        case .closed, .socket, .tls, .malformed: false
        }
    }

    /// What TLS says; nil where it was something else.
    var tls: TLSError? {
        if case .tls(let error) = self { error } else { nil }
    }

    var description: String {
        switch self {
        case .timedOut: "it took too long"
        case .interrupted: "it was cancelled"
        case .closed: "the server closed the connection"
        case .tls(let error): error.description
        case .socket(let error): error.description
        case .malformed(let error): error.reason
        }
    }
}

/// A client's connection as bytes, over TLS or plain.
///
/// Unlike the server's channel it tells why something failed, and lets waiting and transfer be bounded by two deadlines.
final class ClientChannel {
    let socket: Socket
    private var tls: TLSSession?
    /// Whether any byte has been handed to the kernel since the flag was last cleared.
    var hasWritten = false
    private var isBroken = false

    /// Room for one TLS record and a header.
    static let readSize = 18 * 1024

    init(socket: Socket) { self.socket = socket }

    var isTLS: Bool { tls != nil }

    func startTLS(_ context: TLSClientContext, serverName: String, until deadline: LoopInstant)
        async throws(ChannelFailure)
    {
        let session: TLSSession
        do throws(TLSError) {
            session = try TLSSession(client: context, descriptor: socket.descriptorNumber, serverName: serverName)
        } catch {
            throw .tls(error)
        }
        while true {
            let progress: TLSProgress
            do throws(TLSError) { progress = try session.handshake() } catch { throw .tls(error) }
            switch progress {
            case .done:
                tls = session
                return
            case .wantsRead: try await wait(.readable, until: deadline)
            case .wantsWrite: try await wait(.writable, until: deadline)
            case .closed: throw .closed
            }
        }
    }

    func wait(_ interest: Socket.Interest, until deadline: LoopInstant) async throws(ChannelFailure) {
        switch await socket.wait(for: interest, until: deadline) {
        case .ready: return
        case .timedOut: throw .timedOut
        case .interrupted: throw .interrupted
        }
    }

    /// Lets the others on the loop have their turn; a deadline is otherwise seen by a wait, for which there may be no reason.
    func takeTurn(until deadline: LoopInstant) async throws(ChannelFailure) {
        await socket.loop.nextRound()
        if Task.isCancelled { throw .interrupted }
        if deadline <= socket.loop.now { throw .timedOut }
    }

    /// Appends what has arrived, without waiting; `closed` only for an end in good order.
    func readNow(into buffer: inout ByteBuffer) throws(ChannelFailure) -> TLSProgress {
        var progress = TLSProgress.closed
        do throws(ChannelFailure) {
            try buffer.withSpace(atLeast: buffer.isEmpty ? Self.readSize : 2048) {
                (space) throws(ChannelFailure) -> Int in
                progress = try read(into: &space)
                if case .done(let count) = progress { return count }
                return 0
            }
        } catch {
            isBroken = true
            throw error
        }
        return progress
    }

    private func read(into space: inout MutableSpan<UInt8>) throws(ChannelFailure) -> TLSProgress {
        if let tls {
            do throws(TLSError) { return try tls.read(into: &space) } catch { throw .tls(error) }
        }
        let result: TransferResult
        do throws(SystemCallError) { result = try socket.read(into: &space) } catch { throw .socket(error) }
        switch result {
        case .bytes(let count): return .done(count)
        case .wouldBlock: return .wantsRead
        // A reset is no end: whatever was being read is not complete.
        case .closed where socket.isReset: throw .closed
        case .closed: return .closed
        }
    }

    /// Hands bytes to the kernel, without waiting.
    func writeNow(_ bytes: Span<UInt8>) throws(ChannelFailure) -> TLSProgress {
        do throws(ChannelFailure) {
            let progress = try write(bytes)
            if case .done = progress { hasWritten = true }
            return progress
        } catch {
            isBroken = true
            throw error
        }
    }

    private func write(_ bytes: Span<UInt8>) throws(ChannelFailure) -> TLSProgress {
        if let tls {
            do throws(TLSError) { return try tls.write(bytes) } catch { throw .tls(error) }
        }
        do throws(SystemCallError) {
            switch try socket.write(bytes) {
            case .bytes(let count): return .done(count)
            case .wouldBlock: return .wantsWrite
            case .closed: return .closed
            }
        } catch {
            throw .socket(error)
        }
    }

    /// Says goodbye to the server (close_notify), as far as that goes without waiting.
    func finish() {
        if !isBroken { tls?.shutdown() }
        socket.finishWriting()
    }
}
