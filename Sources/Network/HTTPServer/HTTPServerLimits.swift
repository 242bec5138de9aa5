package import HTTP

/// How long a server waits, and how much it holds.
package struct HTTPServerLimits: Sendable, Hashable {
    /// What a single message may be.
    package var messages = HTTPLimits()
    /// For the TLS handshake.
    package var handshakeTimeout = Duration.seconds(10)
    /// From the first byte of a request (or the connection's start) to the end of its header.
    package var headerTimeout = Duration.seconds(10)
    /// From the end of a request's header to the end of its body.
    package var bodyTimeout = Duration.seconds(30)
    /// Without a request; the API server reuses a connection for 90 s, so it should not be shorter than that.
    package var idleTimeout = Duration.seconds(120)
    /// For the peer to take more of a response.
    package var writeTimeout = Duration.seconds(30)
    /// Connections at once, over all loops.
    ///
    /// Beyond that the longest idle one makes room, or the new one is turned away.
    package var maximumConnections = 2000

    /// The defaults.
    package init() {}
}
