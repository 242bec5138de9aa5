package import EventLoop
internal import Glibc
package import Linux

/// What one non-blocking read or write came to.
package enum TransferResult: Sendable, Hashable {
    /// So many bytes were moved, at least one.
    case bytes(Int)
    /// The kernel has nothing (or no room) now: wait and try again.
    case wouldBlock
    /// The peer has closed its side (reads), or the connection is gone (writes).
    case closed
}

/// A connected, non-blocking TCP socket on an event loop, closed when it goes away.
///
/// For the loop's thread, and only one task may wait at a time; the type is therefore not `Sendable`. Only the last reference
/// may go away anywhere.
package final class Socket {
    /// The direction of a wait.
    package typealias Interest = DescriptorWatch.Interest

    /// The loop that watches the socket.
    package let loop: EventLoop
    private let descriptor: FileDescriptor
    private let watch: DescriptorWatch
    /// nil where the loop refused the descriptor: `deinit` runs then too.
    private var token: UInt64?
    /// Whether a read ended because the connection broke (a reset), and not because the peer finished in good order.
    package private(set) var isReset = false

    /// Puts an open, non-blocking, connected socket on a loop, whose thread must be the caller's.
    package convenience init(owning descriptor: consuming FileDescriptor, on loop: EventLoop) throws(SystemCallError) {
        try self.init(owning: descriptor, on: loop, isWritable: true)
        sendAtOnce()
    }

    /// Puts a connection of a ``ListeningSocket``, which has that one's options, on a loop, whose thread must be the caller's.
    package convenience init(
        accepted descriptor: consuming FileDescriptor,
        on loop: EventLoop
    ) throws(SystemCallError) {
        try self.init(owning: descriptor, on: loop, isWritable: true)
    }

    private init(owning descriptor: consuming FileDescriptor, on loop: EventLoop, isWritable: Bool)
        throws(SystemCallError)
    {
        self.loop = loop
        self.descriptor = descriptor
        watch = DescriptorWatch(isWritable: isWritable)
        token = try loop.register(watch, descriptor: self.descriptor.number)
    }

    private func sendAtOnce() {
        var one: CInt = 1
        let length = socklen_t(MemoryLayout<CInt>.size)
        _ = unsafe setsockopt(descriptor.number, CInt(IPPROTO_TCP), TCP_NODELAY, &one, length)
    }

    /// Connects to `address` on a loop, whose thread must be the caller's.
    ///
    /// - Throws: ``SystemCallError`` naming the address: refused, unreachable, `ETIMEDOUT` when the deadline passes, or
    ///   `ECANCELED` as soon as the calling task is cancelled.
    package static func connect(
        to address: SocketAddress,
        on loop: EventLoop,
        until deadline: LoopInstant
    ) async throws(SystemCallError) -> Socket {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let raw = Glibc.socket(address.isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard raw >= 0 else { throw .last("socket", subject: address.description) }
        let descriptor = FileDescriptor(owning: raw)
        if unsafe address.withSockaddr({ unsafe Glibc.connect(raw, $0, $1) }) == 0 {
            return try Socket(owning: descriptor, on: loop)
        }
        guard errno == EINPROGRESS else { throw .last("connect", subject: address.description) }
        let socket = try Socket(owning: descriptor, on: loop, isWritable: false)
        socket.sendAtOnce()
        let aborter = SocketAborter(socket)
        let outcome = await withTaskCancellationHandler {
            await socket.wait(for: .writable, until: deadline)
        } onCancel: {
            aborter.abort()
        }
        aborter.end()
        switch outcome {
        case .ready: break
        case .timedOut: throw SystemCallError(call: "connect", code: ETIMEDOUT, subject: address.description)
        case .interrupted: throw SystemCallError(call: "connect", code: ECANCELED, subject: address.description)
        }
        var code: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        guard unsafe getsockopt(raw, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { throw .last("getsockopt") }
        guard code == 0 else { throw SystemCallError(call: "connect", code: code, subject: address.description) }
        return socket
    }

    deinit { if let token { loop.forget(token) } }

    /// The descriptor's number, for a TLS session that reads and writes it directly; valid while the socket lives.
    package var descriptorNumber: CInt { descriptor.number }

    // MARK: Waiting

    /// Suspends until the kernel reports the direction, the deadline passes, or ``interrupt()`` is called.
    ///
    /// Call it only after a read or write said ``TransferResult/wouldBlock``: readiness is edge-triggered.
    ///
    /// - Parameters:
    ///   - interest: the direction.
    ///   - deadline: when to give up, on the loop's clock.
    ///   - interruptible: whether ``interrupt()`` may end this wait: for an idle connection that can be closed.
    /// - Returns: what ended the wait.
    package func wait(for interest: Interest, until deadline: LoopInstant, interruptible: Bool = false) async
        -> WaitOutcome
    {
        if let outcome = watch.outcome(for: interest, until: deadline, interruptible: interruptible, on: loop) {
            return outcome
        }
        return await unsafe withUnsafeContinuation { continuation in
            unsafe watch.suspend(continuation, for: interest, until: deadline, interruptible: interruptible)
        }
    }

    /// Ends the current interruptible wait, or the next one at once; on the loop's thread.
    package func interrupt() {
        loop.preconditionOnLoop()
        watch.interrupt()
    }

    /// Whether all waits end as interrupted, see ``abort()``; on the loop's thread.
    package var isAborted: Bool { watch.endsEveryWait }

    /// Ends the current wait and every later one as interrupted, whatever it waits for; on the loop's thread.
    package func abort() {
        loop.preconditionOnLoop()
        watch.abort()
    }

    // MARK: Transfer

    /// Reads what is there, up to the span's length, without blocking.
    package func read(into buffer: inout MutableSpan<UInt8>) throws(SystemCallError) -> TransferResult {
        let number = descriptor.number
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.recv(number, $0.baseAddress, $0.count, 0) }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .closed }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case ECONNRESET, EPIPE, ETIMEDOUT:
                isReset = true
                return .closed
            default: throw .last("recv")
            }
        }
    }

    /// Writes as much as the kernel takes, without blocking and without raising SIGPIPE.
    package func write(_ bytes: Span<UInt8>) throws(SystemCallError) -> TransferResult {
        let number = descriptor.number
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case ECONNRESET, EPIPE, ETIMEDOUT: return .closed
            default: throw .last("send")
            }
        }
    }

    /// Tells the peer that nothing more will be written (`SHUT_WR`); reads stay open.
    package func finishWriting() { _ = shutdown(descriptor.number, CInt(SHUT_WR)) }
}
