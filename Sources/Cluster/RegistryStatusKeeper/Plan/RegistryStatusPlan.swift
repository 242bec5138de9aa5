internal import EventLoop

/// Decides what to write next: a pure function of a situation.
///
/// An object and its status are written when they say something else than they should, each at most once in ``interval``. What has been due for
/// longest goes first, so that one whose writes fail does not stand before all others each time.
enum RegistryStatusPlan {
    /// The least time between two writes of one object, and between two of its status.
    static let interval = Duration.seconds(30)

    /// Decides.
    static func decide(_ situation: RegistryStatusSituation) -> RegistryStatusDecision {
        var decision = RegistryStatusDecision(lookAgain: .never)
        guard situation.mayWrite else { return decision }
        var first = LoopInstant.never
        for entry in situation.entries {
            guard let (step, due) = step(of: entry) else { continue }
            let time = max(due, situation.pausedUntil)
            guard time <= situation.steady else {
                decision.lookAgain = min(decision.lookAgain, time)
                continue
            }
            guard decision.step == .wait || due < first else { continue }
            decision.step = step
            first = due
        }
        return decision
    }

    /// What is to be done with one object, and when it may be.
    private static func step(of entry: RegistryStatusSituation.Entry) -> (RegistryStatusStep, LoopInstant)? {
        guard entry.isKnown else { return nil }
        return switch entry.object {
        case .terminating, .foreign: nil
        case .absent: entry.isConfigured ? (.make(entry.name), entry.nextWrite) : nil
        case .ours where !entry.isConfigured: (.remove(entry.name), entry.nextWrite)
        case .ours(isRight: false, _) where entry.nextWrite <= entry.nextStatusWrite:
            (.mend(entry.name), entry.nextWrite)
        case .ours(_, isStatusRight: false): (.show(entry.name), entry.nextStatusWrite)
        case .ours(isRight: false, _): (.mend(entry.name), entry.nextWrite)
        case .ours: nil
        }
    }
}
