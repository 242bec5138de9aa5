internal import Controllers
internal import EventLoop

/// Decides what to do next: a pure function of a situation.
///
/// The leader does everything. Any replica makes what has been absent ever since it started: in an update the leader may be of
/// another configuration, which has the webhook inject, and it is only replaced when its successor is ready. Making is safe for
/// all, since it is a conflict where an object is there. What was there and was taken away is the leader's, which somebody who
/// uninstalls has deposed; so is everything for a replica that starts meanwhile and has not seen what was there.
enum PolicyPlan {
    /// How long a replica that does not lead leaves the making to the leader.
    static let grace = Duration.seconds(5)

    /// Decides.
    static func decide(_ situation: PolicySituation) -> PolicyDecision {
        var decision = PolicyDecision(
            state: state(of: situation),
            lookAgain: situation.steady + ControllerLoop.longestWait
        )
        let step = step(situation, &decision.lookAgain)
        guard step != .wait, situation.steady < situation.pausedUntil else {
            decision.step = step
            return decision
        }
        decision.lookAgain = min(decision.lookAgain, situation.pausedUntil)
        return decision
    }

    /// While it does not lead a replica does not judge what the objects say: the leader may be of another version.
    private static func state(of situation: PolicySituation) -> PolicyState {
        var isRight = true
        for (_, status) in situation.parts {
            switch status {
            case .unserved: return .unserved
            case .unknown, .absent, .terminating, .foreign: return .missing
            case .ours(let part): isRight = isRight && part
            }
        }
        let cannotRepair = situation.hasFailed || situation.steady < situation.pausedUntil
        return situation.isLeader && cannotRepair && !isRight ? .missing : .inForce
    }

    private static func step(_ situation: PolicySituation, _ lookAgain: inout LoopInstant) -> PolicyStep {
        if situation.isLeader, let step = ownerStep(situation, &lookAgain), step == .readOwner { return step }
        for (part, status) in situation.parts {
            switch status {
            // What comes later would be worth nothing.
            case .unknown, .unserved, .terminating, .foreign: return .wait
            case .ours(isRight: true): continue
            case .ours(isRight: false):
                guard situation.isLeader else { continue }
                return .repair(part)
            case .absent(let since, let wasThere):
                guard part.isMade, situation.isLeader || !(wasThere || situation.isRemoval) else { return .wait }
                let due = situation.isLeader ? since : since + grace
                guard situation.steady >= due else {
                    lookAgain = min(lookAgain, due)
                    return .wait
                }
                return ownerStep(situation, &lookAgain) ?? .create(part)
            }
        }
        return .wait
    }

    /// What stands before making an object: the owner must be known, and be there where one is wanted; nil for nothing.
    private static func ownerStep(_ situation: PolicySituation, _ lookAgain: inout LoopInstant) -> PolicyStep? {
        switch situation.owner {
        case .unwanted, .known: return nil
        case .unknown: return .readOwner
        case .missing(let retryAt):
            guard situation.steady < retryAt else { return .readOwner }
            lookAgain = min(lookAgain, retryAt)
            return .wait
        }
    }
}
