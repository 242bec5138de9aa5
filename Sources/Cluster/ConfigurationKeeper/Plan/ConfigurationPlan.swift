internal import Controllers
internal import EventLoop

/// Decides what becomes of the Secret: a pure function of a situation.
///
/// What is right already is not written, nor what is somebody else's. Who works by an old configuration, since his file is refused, makes
/// the Secret where there is none, and leaves alone what another leader has put into it.
enum ConfigurationPlan {
    static func decide(_ situation: ConfigurationSituation) -> (step: ConfigurationStep, lookAgain: LoopInstant) {
        let later = situation.steady + ControllerLoop.longestWait
        let step = step(situation)
        guard step != .wait, situation.steady < situation.pausedUntil else { return (step, later) }
        return (.wait, min(later, situation.pausedUntil))
    }

    private static func step(_ situation: ConfigurationSituation) -> ConfigurationStep {
        guard situation.mayWrite, situation.isKeepable else { return .wait }
        return switch situation.status {
        case .unknown, .terminating, .foreign, .ours(isRight: true): .wait
        case .absent: .create
        case .ours(isRight: false): situation.replaces ? .replace : .wait
        }
    }
}
