internal import EventLoop

/// Ends every wait of a socket during one operation, from any thread: for the cancellation handler of the task that waits.
///
/// `@unchecked Sendable`: the socket and the flag are touched on its loop only.
package final class SocketAborter: @unchecked Sendable {
    private let socket: Socket
    private var isOver = false

    /// Prepares to abort `socket`, which lives at least as long as this value.
    package init(_ socket: Socket) { self.socket = socket }

    /// Makes the socket's current wait and all later ones end as interrupted, see ``Socket/abort()``; nothing once the operation is over.
    package func abort() { socket.loop.perform { [self] in if !isOver { socket.abort() } } }

    /// The operation is over: a cancellation that comes too late for it leaves the socket alone, which may be in somebody else's use by then.
    ///
    /// On the loop's thread.
    package func end() {
        socket.loop.preconditionOnLoop()
        isOver = true
    }
}
