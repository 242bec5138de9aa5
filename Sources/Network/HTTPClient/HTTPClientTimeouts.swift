/// How long an exchange may take, on the event loop's clock.
package struct HTTPClientTimeouts: Sendable, Hashable {
    /// For a new connection, all of it: name, TCP, proxy and TLS.
    package var connect: Duration
    /// From the call to the end of the response; nil for a stream that may last.
    package var total: Duration?
    /// Without any byte from or to the server, once there is a connection.
    package var idle: Duration

    /// The defaults are for a request whose answer comes at once.
    package init(connect: Duration = .seconds(5), total: Duration? = .seconds(30), idle: Duration = .seconds(30)) {
        self.connect = connect
        self.total = total
        self.idle = idle
    }

    /// For a stream that lasts for hours and says something (a bookmark) at least every `idle`.
    package static func stream(idle: Duration) -> HTTPClientTimeouts { HTTPClientTimeouts(total: nil, idle: idle) }
}
