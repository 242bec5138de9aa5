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
    private var backoff = 0

    /// What ``Listener/next()`` brings.
    package enum Event: ~Copyable {
        /// A new connection: non-blocking, closed on exec.
        case connection(FileDescriptor)
        /// ``Listener/interrupt()`` was called and nothing is pending any more: the listener can be dropped.
        case interrupted
        /// The process is out of descriptors or memory; the listener waits a moment and goes on.
        case exhausted(SystemCallError)
    }

    /// Puts a listening socket on a loop, whose thread must be the caller's.
    package init(_ listening: consuming ListeningSocket, on loop: EventLoop) throws(SystemCallError) {
        address = listening.address
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
                let connection = try FileDescriptor.accept(from: socket.descriptorNumber)
                backoff = 0
                return .connection(connection)
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
            case _ where error.isResourceShortage:
                // A retry at once would spin: the pending connection keeps the socket readable.
                backoff = min(backoff + 1, 10)
                await socket.loop.sleep(until: socket.loop.now.advanced(by: .milliseconds(20 * backoff)))
                return .exhausted(named(error))
            default: throw named(error)
            }
        }
    }

    private func named(_ error: SystemCallError) -> SystemCallError {
        SystemCallError(call: error.call, code: error.code, subject: address.description)
    }

    /// Makes ``next()`` return ``Event/interrupted`` once nothing is pending; on the loop's thread.
    package func interrupt() { socket.interrupt() }
}
