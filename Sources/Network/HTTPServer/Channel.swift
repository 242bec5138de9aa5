internal import EventLoop
internal import HTTP
internal import Sockets
internal import TLS

/// How an attempt to read ended.
enum ReadOutcome: Hashable {
    /// Bytes were added to the buffer.
    case bytes
    /// The peer has ended its side, or the connection is gone.
    case closed
    case timedOut
    case interrupted
    /// There is no memory for more: what has come so far cannot come to its end.
    case refused
}

/// One connection's bytes, over TLS or plain: EAGAIN becomes a suspension here and nowhere else.
final class Channel {
    let socket: Socket
    private var tls: TLSSession?
    /// Whether something failed such that not even a polite goodbye is possible.
    private var isBroken = false
    private var readsInARow = 0
    /// Told when the peer ends the connection for the certificate that it was shown, before it has sent anything else.
    var onCertificateAlert: ((CertificateAlert) -> Void)?
    /// Where an empty read buffer goes while there is nothing to read, and comes from again.
    private let pool: BufferPool
    private let worker: LoopWorker
    /// What the connection holds: settled before each wait, and before a read buffer grows.
    private let memory: ConnectionMemory

    /// A peer that always has more to read must let the others on its loop have their turn.
    private static let maximumReadsInARow = 16

    init(socket: Socket, worker: LoopWorker, memory: ConnectionMemory) {
        self.socket = socket
        self.worker = worker
        self.memory = memory
        pool = worker.pool
    }

    /// Room for one TLS record and a header, so that a usual review arrives in one read.
    static let readSize = 18 * 1024

    /// Does the server's side of the TLS handshake; from then on everything is encrypted.
    ///
    /// - Returns: false when the deadline passed or the connection was cut first.
    /// - Throws: ``TLSError`` when the handshake failed.
    func startTLS(_ context: TLSServerContext, until deadline: LoopInstant) async throws -> Bool {
        let session = try TLSSession(server: context, descriptor: socket.descriptorNumber)
        memory.isIdle = false
        memory.owedSince = socket.loop.now
        while true {
            let interest: Socket.Interest
            switch try session.handshake() {
            case .done:
                tls = session
                return true
            case .wantsRead: interest = .readable
            case .wantsWrite: interest = .writable
            case .closed: return false
            }
            memory.tls = session.heldBytes
            guard await wait(for: interest, until: deadline) == .ready else { return false }
        }
    }

    /// Waits for the peer, once the budget has what the connection holds meanwhile; nil where it has not.
    private func wait(
        for interest: Socket.Interest,
        until deadline: LoopInstant,
        interruptible: Bool = false
    ) async -> WaitOutcome? {
        if let tls { memory.tls = tls.heldBytes }
        if !memory.settle() {
            guard await worker.settle(memory) else { return memory.isRevoked ? .interrupted : nil }
        }
        memory.isWaiting = true
        let outcome = await socket.wait(for: interest, until: deadline, interruptible: interruptible)
        memory.isWaiting = false
        return memory.isRevoked ? .interrupted : outcome
    }

    /// Takes the memory for a read buffer that is to grow to `grown` bytes from `capacity`; false where there is none.
    private func reserve(_ grown: Int, from capacity: Int) async -> Bool {
        memory.input = grown
        if memory.settle() { return true }
        if await worker.settle(memory) { return true }
        memory.input = capacity
        return false
    }

    /// The space that a read needs.
    ///
    /// A body that is known to be large has grown the buffer; a little room is enough to go on.
    private static func space(in buffer: borrowing ByteBuffer) -> Int { buffer.isEmpty ? readSize : 2048 }

    var applicationProtocol: ApplicationProtocol { tls?.applicationProtocol ?? .http1 }

    /// Appends what has arrived to `buffer`, waiting for it until `deadline`.
    ///
    /// An empty buffer gives its memory to the pool for the time of the wait.
    @inline(never) func read(into buffer: inout ByteBuffer, until deadline: LoopInstant, interruptible: Bool) async
        -> ReadOutcome
    {
        if readsInARow >= Self.maximumReadsInARow {
            readsInARow = 0
            memory.input = buffer.capacity
            if !memory.settle() {
                guard await worker.settle(memory) else { return memory.isRevoked ? .interrupted : .refused }
            }
            await socket.loop.nextRound()
            // A deadline is otherwise seen by a wait, and such a peer never makes us wait. A message that may not be
            // interrupted is bounded by its size: what has arrived of it is not late because this side was slow.
            if interruptible, deadline <= socket.loop.now { return .timedOut }
        }
        readsInARow += 1
        while !isBroken {
            let capacity = buffer.capacity
            let grown = buffer.capacity(withSpace: Self.space(in: buffer))
            if grown > max(capacity, Self.readSize) {
                guard await reserve(grown, from: capacity) else { return memory.isRevoked ? .interrupted : .refused }
            }
            var interest = Socket.Interest.readable
            switch readNow(into: &buffer) {
            case .done: return .bytes
            case .closed: return .closed
            case .wantsRead: break
            case .wantsWrite: interest = .writable
            }
            if !isSettledForWait(&buffer) {
                guard await worker.settle(memory) else { return memory.isRevoked ? .interrupted : .refused }
            }
            // As in `wait`, but without a call that suspends in between: this is where connections spend their time.
            memory.isWaiting = true
            let outcome = await socket.wait(for: interest, until: deadline, interruptible: interruptible)
            memory.isWaiting = false
            switch outcome {
            case .ready where !memory.isRevoked: continue
            case .timedOut where !memory.isRevoked: return .timedOut
            case .ready, .timedOut, .interrupted: return .interrupted
            }
        }
        return .closed
    }

    /// Makes ready for a wait; false where the budget does not have what the connection holds meanwhile.
    @inline(never) private func isSettledForWait(_ buffer: inout ByteBuffer) -> Bool {
        readsInARow = 0
        if buffer.isEmpty { pool.reclaim(&buffer) }
        memory.input = buffer.capacity
        if let tls { memory.tls = tls.heldBytes }
        return memory.settle()
    }

    /// Fills an empty buffer with what has arrived already; false where nothing has, or the connection is over, which the next
    /// ``read(into:until:interruptible:)`` finds out again.
    func readArrived(into buffer: inout ByteBuffer) -> Bool {
        guard !isBroken, buffer.isEmpty, readsInARow < Self.maximumReadsInARow else { return false }
        readsInARow += 1
        if case .done = readNow(into: &buffer) { return true }
        return false
    }

    @inline(never) private func readNow(into buffer: inout ByteBuffer) -> TLSProgress {
        var progress = TLSProgress.closed
        pool.supply(&buffer)
        buffer.withSpace(atLeast: Self.space(in: buffer)) { space in
            if let tls {
                do throws(TLSError) {
                    progress = try tls.read(into: &space)
                } catch {
                    progress = broken()
                    if let alert = error.certificateAlert { onCertificateAlert?(alert) }
                }
                if onCertificateAlert != nil, progress != .wantsRead { onCertificateAlert = nil }
            } else {
                switch try? socket.read(into: &space) {
                case .bytes(let count): progress = .done(count)
                case .wouldBlock: progress = .wantsRead
                case .closed: progress = .closed
                case nil: progress = broken()
                }
            }
            if case .done(let count) = progress { return count }
            return 0
        }
        return progress
    }

    /// What a peer must take of an answer, on average.
    private static let leastBytesASecond = 16 * 1024

    /// Writes and consumes all of `buffer`.
    ///
    /// - Parameters:
    ///   - buffer: the bytes.
    ///   - timeout: how long the peer may take for them, from the first that it has no room for, and as much longer as they
    ///     take at 16 KiB a second. To take a few now and then buys no time.
    /// - Returns: whether all was written; otherwise the connection is of no use any more.
    func write(_ buffer: inout ByteBuffer, timeout: Duration) async -> Bool {
        var deadline = LoopInstant.never
        var isBlocked = false
        defer { memory.kernel = 0 }
        while !buffer.isEmpty {
            // A second attempt would wait for the peer once more, or use a TLS session that has failed.
            if isBroken { return false }
            var interest = Socket.Interest.writable
            switch buffer.withBytes({ writeNow($0) }) {
            case .done(let count):
                buffer.consume(count)
                continue
            case .closed: return false
            case .wantsWrite: break
            case .wantsRead: interest = .readable
            }
            if deadline == .never { deadline = Self.deadline(for: buffer.count, timeout, from: socket.loop.now) }
            if !isBlocked {
                isBlocked = true
                memory.isIdle = false
                memory.owedSince = socket.loop.now
                memory.kernel = KernelBuffers.ofBlocked
            }
            memory.output = buffer.capacity
            guard await wait(for: interest, until: deadline) == .ready else {
                isBroken = true
                return false
            }
        }
        return true
    }

    /// By when a peer must have taken so many bytes.
    static func deadline(for bytes: Int, _ timeout: Duration, from now: LoopInstant) -> LoopInstant {
        now.advanced(by: timeout).advanced(by: .milliseconds(bytes / (leastBytesASecond / 1000)))
    }

    private func writeNow(_ bytes: Span<UInt8>) -> TLSProgress {
        if let tls { return (try? tls.write(bytes)) ?? broken() }
        switch try? socket.write(bytes) {
        case .bytes(let count): return .done(count)
        case .wouldBlock: return .wantsWrite
        case .closed, nil: return broken()
        }
    }

    /// The peer broke the connection or the protocol: the same to us as its end.
    private func broken() -> TLSProgress {
        isBroken = true
        return .closed
    }

    /// Says goodbye in good order (close_notify, FIN).
    func finish() {
        guard !isBroken else { return }
        tls?.shutdown()
        socket.finishWriting()
    }

    /// After so many reads of 8 KiB the others on the loop have their turn.
    private static let lingerReadsATurn = 32

    /// Says goodbye and reads on for a moment.
    ///
    /// Closing a socket that holds unread bytes makes the kernel send RST, and the peer may then throw away the answer
    /// that it has not read yet. So what still comes is read and dropped: at most 2 s and 32 MiB of it.
    func finishLingering() async {
        guard !isBroken else { return }
        finish()
        let deadline = socket.loop.now.advanced(by: .seconds(2))
        var scrap = ByteBuffer(capacity: 8 * 1024)
        memory.input = scrap.capacity
        memory.output = 0
        memory.message = 0
        var total = 0
        var reads = 0
        while total < 32 * 1024 * 1024, socket.loop.now < deadline {
            var result = TransferResult.closed
            scrap.withSpace(atLeast: 4096) { space in
                result = (try? socket.read(into: &space)) ?? .closed
                return 0
            }
            switch result {
            case .bytes(let count):
                total += count
                reads += 1
                // Who sends as fast as this side reads would keep the loop for all of it.
                if reads % Self.lingerReadsATurn == 0 { await socket.loop.nextRound() }
            case .closed: return
            case .wouldBlock: guard await wait(for: .readable, until: deadline) == .ready else { return }
            }
        }
    }
}
