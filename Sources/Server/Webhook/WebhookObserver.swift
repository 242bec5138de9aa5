internal import HTTPServer
package import Logging
internal import Metrics
package import TLS

/// Counts and logs what happens on the webhook's port.
package struct WebhookObserver: HTTPServerObserver {
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let handshakes: [HandshakeResult: Counter]
    private let ok: Counter
    private let memoryRefusals: [MemoryRefusal: Counter]
    private let memoryThrottle = LogThrottle(limit: 3, per: .seconds(60))
    private let throttle = LogThrottle(limit: 10, per: .seconds(10))
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
        handshakes = Dictionary(
            uniqueKeysWithValues: HandshakeResult.allCases.map { ($0, metrics.handshakes.child($0.rawValue)) }
        )
        ok = metrics.responses.child("200")
        memoryRefusals = Dictionary(
            uniqueKeysWithValues: MemoryRefusal.allCases.map { ($0, metrics.memoryRefusals.child($0.rawValue)) }
        )
    }

    /// Counts and logs that connections hold too much.
    func memoryRefused(_ refusal: MemoryRefusal) {
        memoryRefusals[refusal]?.increment()
        let (admitted, suppressed) = memoryThrottle.admit(at: now())
        guard admitted else { return }
        var fields: Logger.Metadata = [:]
        if suppressed > 0 { fields["suppressed"] = "\(suppressed)" }
        let message: Logger.Message =
            switch refusal {
            case .ended:
                "connections hold all the memory that they may: cut the one that has kept us waiting longest; see who floods the webhook's port, or raise the memory limit"
            case .refused:
                "connections hold all the memory that they may: refused a request; see who floods the webhook's port, or raise the memory limit"
            }
        logger.warning(message, metadata: fields)
    }

    /// Counts an accepted connection.
    package func connectionOpened() {
        metrics.connections.increment()
        metrics.connectionsOpened.increment()
    }

    /// Counts a connection's end.
    package func connectionClosed() { metrics.connections.decrement() }

    /// Counts and logs a connection that was turned away.
    package func connectionRefused(_ reason: String) {
        metrics.connectionsRefused.increment()
        let (admitted, suppressed) = throttle.admit(at: now())
        guard admitted else { return }
        var fields: Logger.Metadata = ["reason": "\(reason)"]
        if suppressed > 0 { fields["suppressed"] = "\(suppressed)" }
        logger.warning("turned a connection away", metadata: fields)
    }

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
        logger.debug("TLS handshake failed", metadata: ["error": "\(error)"])
    }

    /// Counts an answer.
    package func requestAnswered(status: Int, nanoseconds: UInt64) {
        if status == 200 { ok.increment() } else { metrics.responses.child(String(status)).increment() }
    }
}
