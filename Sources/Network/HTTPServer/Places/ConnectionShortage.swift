package import Sockets

/// Why a connection had to go, or was not let in.
package struct ConnectionShortage: Sendable, Hashable {
    /// What there was too little of.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Places: ``HTTPServerLimits/maximumConnections``.
        case places
        /// Descriptors, or the kernel's memory for sockets.
        case descriptors
        /// Memory for what peers make the server hold.
        case memory
    }

    /// What there was too little of.
    package let reason: Reason
    /// The address of the connection.
    package let peer: PeerAddress
    /// How many places that address held at the time, this connection's included.
    package let held: Int

    /// Describes one connection's end.
    package init(reason: Reason, peer: PeerAddress, held: Int) {
        self.reason = reason
        self.peer = peer
        self.held = held
    }
}
