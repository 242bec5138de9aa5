package import EventLoop
internal import Glibc
package import Linux

/// A listening socket on an event loop: hands out the connections that come in.
///
/// For the loop's thread only, like ``Socket``.
package final class Listener {
    private let socket: Socket
    /// The address it listens on.
    package let address: SocketAddress
    private let accept: Accept
    /// Given up to take, and close, a connection for which there is no other descriptor.
    private var spare: FileDescriptor?

    /// Takes the next connection of the listening socket with this number.
    package typealias Accept = @Sendable (CInt, (Span<UInt8>) -> Void) throws(SystemCallError) -> FileDescriptor

    /// Asks the kernel.
    package static let fromKernel: Accept = { listener, address throws(SystemCallError) in
        try FileDescriptor.accept(from: listener, address: address)
    }

    /// What ``Listener/next()`` brings.
    package enum Event: ~Copyable {
        /// A new connection: non-blocking, closed on exec.
        case connection(FileDescriptor, from: PeerAddress)
        /// ``Listener/interrupt()`` was called and nothing is pending any more: the listener can be dropped.
        case interrupted
        /// The process is out of descriptors or memory for the connection that is pending.
        ///
        /// Make some free, or ``Listener/turnAway()`` that connection: it would come at once again.
        case exhausted(SystemCallError)
    }

    /// Puts a listening socket on a loop, whose thread must be the caller's.
    ///
    /// - Parameters:
    ///   - listening: the socket.
    ///   - loop: where it is watched.
    ///   - accept: how a connection is taken; tests have their own.
    /// - Throws: ``SystemCallError`` where the loop cannot watch it.
    package init(
        _ listening: consuming ListeningSocket,
        on loop: EventLoop,
        accept: @escaping Accept = Listener.fromKernel
    ) throws(SystemCallError) {
        address = listening.address
        self.accept = accept
        spare = try? FileDescriptor.spare()
        socket = try Socket(owning: FileDescriptor(owning: listening.release()), on: loop)
    }

    /// The next connection.
    ///
    /// Connections that are pending when ``interrupt()`` is called are handed out first: nobody who got through the
    /// TCP handshake is dropped.
    ///
    /// - Throws: ``SystemCallError`` for a failure that will not go away.
    package func next() async throws(SystemCallError) -> Event {
        while true {
            let error: SystemCallError
            do throws(SystemCallError) {
                var peer = PeerAddress.unknown
                let connection = try accept(socket.descriptorNumber) { peer = PeerAddress(kernelForm: $0) }
                return .connection(connection, from: peer)
            } catch let failure {
                error = failure
            }
            switch error.code {
            // The peer or the network gave up before we looked (accept(2), "Error handling").
            case EINTR, ECONNABORTED, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH,
                ENETDOWN, EPERM:
                continue
            case EAGAIN:
                if await socket.wait(for: .readable, until: .never, interruptible: true) == .interrupted {
                    return .interrupted
                }
            case _ where error.isResourceShortage: return .exhausted(named(error))
            default: throw named(error)
            }
        }
    }

    /// Closes the connection that is pending, with the descriptor that is kept for that: its peer learns at once that there
    /// is no place, and does not wait for its own time-out.
    ///
    /// - Returns: whom it has turned away; nil where even that is not possible now.
    package func turnAway() -> PeerAddress? {
        guard spare.take() != nil else {
            spare = try? FileDescriptor.spare()
            return nil
        }
        defer { spare = try? FileDescriptor.spare() }
        var peer = PeerAddress.unknown
        guard (try? accept(socket.descriptorNumber) { peer = PeerAddress(kernelForm: $0) }) != nil else { return nil }
        return peer
    }

    private func named(_ error: SystemCallError) -> SystemCallError {
        SystemCallError(call: error.call, code: error.code, subject: address.description)
    }

    /// Makes ``next()`` return ``Event/interrupted`` once nothing is pending; on the loop's thread.
    package func interrupt() { socket.interrupt() }
}
