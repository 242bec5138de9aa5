internal import HTTPServer
internal import Logging
internal import Logs
internal import Sockets
internal import Synchronization
internal import TLS
internal import Text

/// Tells of callers that do not take the webhook's certificate: the first at once, then what has come together in ten minutes.
///
/// With `failurePolicy: Ignore` nobody else tells: Pods are created without Secrets, and only the API server's log says why. Whoever reaches the
/// port can cause such lines as well, so they are few, and name the callers.
final class RefusalLog: Sendable {
    private struct State {
        var lastLine: UInt64?
        var alerts: [CertificateAlert: Int] = [:]
        var callers: [PeerAddress: Int] = [:]
        var hasMore = false
    }

    private let state = Mutex(State())
    private let logger: Logger
    private let now: @Sendable () -> UInt64

    private static let interval: UInt64 = 600_000_000_000
    private static let maximumCallers = 8

    init(logger: Logger, now: @escaping @Sendable () -> UInt64) {
        self.logger = logger
        self.now = now
    }

    func note(_ refusal: CertificateRefusal) {
        let now = now()
        let told = state.withLock { state -> State? in
            state.alerts[refusal.alert, default: 0] += 1
            if state.callers[refusal.peer] != nil || state.callers.count < Self.maximumCallers {
                state.callers[refusal.peer, default: 0] += 1
            } else {
                state.hasMore = true
            }
            if let last = state.lastLine, now &- last < Self.interval { return nil }
            let told = state
            state = State(lastLine: now)
            return told
        }
        guard let told else { return }
        let certificate = refusal.certificate
        let callers = told.callers.sorted { ($1.value, "\($0.key)") < ($0.value, "\($1.key)") }.map { "\($0.key)" }
        logger.warning(
            """
            callers refuse the webhook's certificate: if the API server is among them, no Pod gets Secrets. Is caBundle in the webhook's \
            registration the CA of this certificate (an empty one trusts the system's CAs only), is the Service's name among its names, and is it \
            valid now? Compare: kubectl get mutatingwebhookconfiguration NAME -o jsonpath='{.webhooks[0].clientConfig.caBundle}' | \
            base64 -d | openssl x509 -noout -subject -enddate. Anybody who reaches the port can cause this line, which comes at most every ten \
            minutes
            """,
            [
                .alerts:
                    "\(told.alerts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue): \($0.value)" }.joined(separator: ", "))",
                .callers: "\(callers.joined(separator: ", "))\(told.hasMore ? " and others" : "")",
                .issuer: "\(Printable.line(certificate.issuer, limit: 200))",
                .names: "\(Printable.line(certificate.alternativeNames, limit: 400))",
                .notAfter: "\(certificate.notAfter.whole)",
                .sha256: "\(certificate.fingerprint)",
            ]
        )
    }
}
