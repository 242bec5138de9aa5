package import HTTPServer
package import Logging
internal import Metrics
package import TLS

/// Counts the connections of one port, and says in the log when there is too little for all of them.
package struct ConnectionObserver: HTTPServerObserver {
    private let metrics: ConnectionMetrics
    private let shortages: ShortageLog

    /// Observes into `metrics` and `logger`.
    ///
    /// - Parameters:
    ///   - metrics: where everything is counted.
    ///   - logger: where shortages are told, at most once in ten seconds.
    ///   - now: nanoseconds on a monotonic clock.
    package init(metrics: ConnectionMetrics, logger: Logger, now: @escaping @Sendable () -> UInt64) {
        self.metrics = metrics
        shortages = ShortageLog(listener: metrics.listener, logger: logger, now: now)
    }

    /// Counts an accepted connection.
    package func connectionOpened() {
        metrics.open.increment()
        metrics.opened.increment()
    }

    /// Counts a connection's end.
    package func connectionClosed() { metrics.open.decrement() }

    /// Counts and logs a connection that was turned away.
    package func connectionRefused(_ shortage: ConnectionShortage) {
        metrics.countRefused(shortage.reason)
        shortages.note(shortage, isRefusal: true)
    }

    /// Counts and logs a connection that made room.
    package func connectionEvicted(_ shortage: ConnectionShortage) {
        metrics.countEvicted(shortage.reason)
        shortages.note(shortage, isRefusal: false)
    }

    /// Not counted.
    package func handshakeCompleted(nanoseconds: UInt64) {}
    /// Not counted.
    package func handshakeFailed(_ error: TLSError?) {}
    /// Not counted.
    package func requestAnswered(status: Int, nanoseconds: UInt64) {}
}
