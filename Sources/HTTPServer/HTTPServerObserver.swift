public import TLS

/// Is told what happens in a server, for metrics and logs; called on event loops, so it must be quick.
public protocol HTTPServerObserver: Sendable {
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
public struct SilentObserver: HTTPServerObserver {
    /// Makes one.
    public init() {}
    /// Does nothing.
    public func connectionOpened() {}
    /// Does nothing.
    public func connectionClosed() {}
    /// Does nothing.
    public func connectionRefused(_ reason: String) {}
    /// Does nothing.
    public func handshakeCompleted(nanoseconds: UInt64) {}
    /// Does nothing.
    public func handshakeFailed(_ error: TLSError?) {}
    /// Does nothing.
    public func requestAnswered(status: Int, nanoseconds: UInt64) {}
}
