internal import Synchronization
package import TLS

/// The certificate that new connections get; can be replaced at any time without touching the connections there are.
package final class TLSCredentials: Sendable {
    private let context: Mutex<TLSServerContext?>

    /// Starts with a context, or with none: connections are closed until there is one.
    package init(_ context: TLSServerContext? = nil) {
        self.context = Mutex(context)
    }

    /// The context for the next handshake.
    package var current: TLSServerContext? { context.withLock { $0 } }

    /// Replaces the context for all handshakes from now on.
    package func replace(with new: TLSServerContext) { context.withLock { $0 = new } }
}
