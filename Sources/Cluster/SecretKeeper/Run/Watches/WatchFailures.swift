internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging

/// What keeps the watches from working, each failure logged once until its watch works again.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class WatchFailures: @unchecked Sendable {
    private var log: FailureLog<KubernetesError>
    private let signal: LoopSignal

    /// Starts without failures; each change fires the signal.
    init(logger: Logger, signal: LoopSignal) {
        log = FailureLog(logger: logger, level: .warning)
        self.signal = signal
    }

    /// The failures by what is watched.
    var all: [String: KubernetesError] { log.failures }

    /// Notes how the watch of something is doing.
    func watch(_ subject: String, is state: ReflectorState) {
        switch state {
        case .watching: log.recovered(subject, as: "the watch of \(subject)")
        case .failing(let error):
            log.report(subject, error, "the watch of \(subject) does not work: \(error)", error.logFields)
        }
        signal.fire()
    }

    /// Forgets a watch that is not wanted any more.
    func forget(_ subject: String) { log.clear(subject) }
}
