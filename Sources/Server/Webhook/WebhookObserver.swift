package import HTTPServer
package import Logging
internal import Logs
internal import Metrics
package import TLS

/// Counts and logs what happens on the webhook's port.
package struct WebhookObserver: HTTPServerObserver {
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let handshakes: [HandshakeResult: Counter]
    private let ok: Counter
    private let connections: ConnectionObserver
    private let refused: [CertificateAlert: Counter]
    private let refusals: RefusalLog
    private let now: @Sendable () -> UInt64

    /// Observes into `metrics` and `logger`.
    ///
    /// - Parameters:
    ///   - metrics: where everything is counted.
    ///   - logger: where what matters is told.
    ///   - now: nanoseconds on a monotonic clock, as ``AdmissionEndpoint`` has them, for throttling the log.
    package init(metrics: WebhookMetrics, logger: Logger, now: @escaping @Sendable () -> UInt64) {
        self.metrics = metrics
        self.logger = logger
        self.now = now
        connections = ConnectionObserver(metrics: metrics.connections, logger: logger, now: now)
        refusals = RefusalLog(logger: logger, now: now)
        refused = Dictionary(
            uniqueKeysWithValues: CertificateAlert.allCases.map { ($0, metrics.refusedCertificates.child($0.rawValue)) }
        )
        handshakes = Dictionary(
            uniqueKeysWithValues: HandshakeResult.allCases.map { ($0, metrics.handshakes.child($0.rawValue)) }
        )
        ok = metrics.responses.child("200")
    }

    /// Counts an accepted connection.
    package func connectionOpened() { connections.connectionOpened() }

    /// Counts a connection's end.
    package func connectionClosed() { connections.connectionClosed() }

    /// Counts and logs a connection that was turned away.
    package func connectionRefused(_ shortage: ConnectionShortage) {
        connections.connectionRefused(shortage)
        metrics.callers.note(shortage.peer, "turned away: too few \(shortage.reason.rawValue)", at: now())
    }

    /// Counts and logs a connection that made room.
    package func connectionEvicted(_ shortage: ConnectionShortage) { connections.connectionEvicted(shortage) }

    /// Counts and times a handshake.
    package func handshakeCompleted(nanoseconds: UInt64) {
        handshakes[.ok]?.increment()
        metrics.handshakeDuration.observe(ticks: nanoseconds)
    }

    /// Counts a failed handshake; the log tells it at level debug, since anybody can cause one.
    package func handshakeFailed(_ error: TLSError?) {
        guard let error else {
            handshakes[.timeout]?.increment()
            return
        }
        handshakes[error.code == .plainHTTP ? .plainHTTP : .failed]?.increment()
        logger.debug("TLS handshake failed", [.error: "\(error)"])
    }

    /// Counts a caller that does not take the certificate, and says so in the log.
    package func certificateRefused(_ refusal: CertificateRefusal) {
        refused[refusal.alert]?.increment()
        let now = now()
        metrics.certificateRefused.set(Int64(truncatingIfNeeded: now))
        metrics.callers.note(refusal.peer, "refuses the certificate: \(refusal.alert.rawValue)", at: now)
        refusals.note(refusal)
    }

    /// Counts an answer.
    package func requestAnswered(status: Int, nanoseconds: UInt64) {
        if status == 200 { ok.increment() } else { metrics.responses.child(String(status)).increment() }
    }
}
