public import HTTPServer
public import Logging
internal import Metrics
public import TLS

/// Counts and logs what happens on the webhook's port.
public struct WebhookObserver: HTTPServerObserver {
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let handshakes: [HandshakeResult: Counter]
    private let ok: Counter

    /// Observes into `metrics` and `logger`.
    public init(metrics: WebhookMetrics, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
        handshakes = Dictionary(
            uniqueKeysWithValues: HandshakeResult.allCases.map { ($0, metrics.handshakes.child($0.rawValue)) }
        )
        ok = metrics.responses.child("200")
    }

    /// Counts an accepted connection.
    public func connectionOpened() {
        metrics.connections.increment()
        metrics.connectionsOpened.increment()
    }

    /// Counts a connection's end.
    public func connectionClosed() { metrics.connections.decrement() }

    /// Counts and logs a connection that was turned away.
    public func connectionRefused(_ reason: String) {
        metrics.connectionsRefused.increment()
        logger.warning("turned a connection away", metadata: ["reason": "\(reason)"])
    }

    /// Counts and times a handshake.
    public func handshakeCompleted(nanoseconds: UInt64) {
        handshakes[.ok]?.increment()
        metrics.handshakeDuration.observe(ticks: nanoseconds)
    }

    /// Counts a failed handshake; the log tells it at level debug, since anybody can cause one.
    public func handshakeFailed(_ error: TLSError?) {
        guard let error else {
            handshakes[.timeout]?.increment()
            return
        }
        handshakes[error.code == .plainHTTP ? .plainHTTP : .failed]?.increment()
        logger.debug("TLS handshake failed", metadata: ["error": "\(error)"])
    }

    /// Counts an answer.
    public func requestAnswered(status: Int, nanoseconds: UInt64) {
        if status == 200 { ok.increment() } else { metrics.responses.child(String(status)).increment() }
    }
}
