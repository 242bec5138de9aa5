package import HTTP

/// How long a server waits, and how much it holds.
package struct HTTPServerLimits: Sendable, Hashable {
    /// What a single message may be.
    package var messages = HTTPLimits()
    /// How long the kernel keeps a connection to itself whose peer says nothing, so that it takes neither place nor descriptor; in whole seconds.
    ///
    /// Clients speak first, with TLS and without. Whoever is silent for longer is accepted, as are those for whom the kernel has no room.
    package var silence = Duration.zero
    /// For the TLS handshake.
    ///
    /// Like the times for header and body it is shorter, down to two seconds, while more than half of the places are taken.
    package var handshakeTimeout = Duration.seconds(10)
    /// From the first byte of a request (or the connection's start) to the end of its header.
    package var headerTimeout = Duration.seconds(10)
    /// From the end of a request's header to the end of its body.
    ///
    /// An HTTP/2 connection ends where it has no request answered for 30 s more than this, from its start or its idle time on.
    package var bodyTimeout = Duration.seconds(30)
    /// Without a request; the API server reuses a connection for 90 s, so it should not be shorter than that.
    package var idleTimeout = Duration.seconds(120)
    /// For the peer to take a response, which may take as much longer as its bytes do at 16 KiB a second.
    package var writeTimeout = Duration.seconds(30)
    /// Connections at once, over all loops; at least 1.
    ///
    /// For a new one beyond that another has to go: who has waited longest for its peer, where the address that it comes from
    /// holds many.
    package var maximumConnections = 2000

    /// The defaults.
    package init() {}

    /// The descriptors that ``maximumConnections`` take at most: those that have been told to end are there a little longer.
    package var maximumDescriptors: Int {
        maximumConnections + ConnectionPlaces.maximumLeaving(of: maximumConnections)
    }

    /// The most connections that so many descriptors are enough for; at least 4.
    package static func connections(within descriptors: Int) -> Int {
        max(4, (descriptors - ConnectionPlaces.maximumLeaving(of: 0)) * 8 / 9)
    }
}
