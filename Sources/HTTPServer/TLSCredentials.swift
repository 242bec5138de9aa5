internal import Synchronization
public import TLS

/// The certificate that new connections get; can be replaced at any time without touching the connections there are.
public final class TLSCredentials: Sendable {
    private let context: Mutex<TLSServerContext?>

    /// Starts with a context, or with none: connections are closed until there is one.
    public init(_ context: TLSServerContext? = nil) {
        self.context = Mutex(context)
    }

    /// The context for the next handshake.
    public var current: TLSServerContext? { context.withLock { $0 } }

    /// Replaces the context for all handshakes from now on.
    public func replace(with new: TLSServerContext) { context.withLock { $0 = new } }
}
