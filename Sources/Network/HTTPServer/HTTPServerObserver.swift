package import TLS

/// Is told what happens in a server, for metrics and logs; called on event loops, so it must be quick.
package protocol HTTPServerObserver: Sendable {
    /// A connection was accepted.
    func connectionOpened()
    /// An accepted connection ended, for whatever reason.
    func connectionClosed()
    /// A connection was turned away because there are too many, or accepting failed for the reason given.
    func connectionRefused(_ reason: String)
    /// A TLS handshake succeeded after so many nanoseconds.
    func handshakeCompleted(nanoseconds: UInt64)
    /// A TLS handshake failed; nil for a client that did not finish it in time.
    func handshakeFailed(_ error: TLSError?)
    /// A request was answered: status and the nanoseconds that the handler took.
    func requestAnswered(status: Int, nanoseconds: UInt64)
}

/// Observes nothing.
package struct SilentObserver: HTTPServerObserver {
    /// Makes one.
    package init() {}
    /// Does nothing.
    package func connectionOpened() {}
    /// Does nothing.
    package func connectionClosed() {}
    /// Does nothing.
    package func connectionRefused(_ reason: String) {}
    /// Does nothing.
    package func handshakeCompleted(nanoseconds: UInt64) {}
    /// Does nothing.
    package func handshakeFailed(_ error: TLSError?) {}
    /// Does nothing.
    package func requestAnswered(status: Int, nanoseconds: UInt64) {}
}
