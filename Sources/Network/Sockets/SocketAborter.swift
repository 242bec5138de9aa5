internal import EventLoop

/// Ends every wait of a socket, from any thread: for the cancellation handler of the task that waits.
///
/// `@unchecked Sendable`: the socket is touched on its loop only.
package struct SocketAborter: @unchecked Sendable {
    private let socket: Socket

    /// Prepares to abort `socket`, which lives at least as long as this value.
    package init(_ socket: Socket) { self.socket = socket }

    /// Makes the socket's current wait and all later ones end as interrupted, see ``Socket/abort()``.
    package func abort() { socket.loop.perform { [self] in socket.abort() } }
}
