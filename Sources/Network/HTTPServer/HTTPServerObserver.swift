package import TLS

/// Is told what happens in a server, for metrics and logs; called on event loops, so it must be quick.
///
/// Times are nanoseconds of the loop's clock as it counts them: a `Duration` at each request is arithmetic of 128 bits for nothing.
package protocol HTTPServerObserver: Sendable {
    /// A connection was accepted.
    func connectionOpened()
    /// An accepted connection ended, for whatever reason.
    func connectionClosed()
    /// A connection was turned away, or a message refused for want of memory: nobody could be made to go for it.
    func connectionRefused(_ shortage: ConnectionShortage)
    /// A connection was ended to make room for others.
    func connectionEvicted(_ shortage: ConnectionShortage)
    /// A TLS handshake succeeded after so many nanoseconds.
    func handshakeCompleted(nanoseconds: UInt64)
    /// A TLS handshake failed; nil for a client that did not finish it in time.
    func handshakeFailed(_ error: TLSError?)
    /// The peer has ended its connection for the server's certificate; where that was in the handshake, ``handshakeFailed(_:)`` is told too.
    func certificateRefused(_ refusal: CertificateRefusal)
    /// A request was answered: status and the nanoseconds that the handler took.
    func requestAnswered(status: Int, nanoseconds: UInt64)
}

extension HTTPServerObserver {
    /// Nobody has to listen.
    package func certificateRefused(_ refusal: CertificateRefusal) {}
}

/// Observes nothing.
package struct SilentObserver: HTTPServerObserver {
    package init() {}
    package func connectionOpened() {}
    package func connectionClosed() {}
    package func connectionRefused(_ shortage: ConnectionShortage) {}
    package func connectionEvicted(_ shortage: ConnectionShortage) {}
    package func handshakeCompleted(nanoseconds: UInt64) {}
    package func handshakeFailed(_ error: TLSError?) {}
    package func requestAnswered(status: Int, nanoseconds: UInt64) {}
}
