import EventLoop
import TestSupport
import Testing
import Text

@testable import PolicyKeeper

/// A situation in words, with what is to be done in it.
struct PlanCase: Sendable, CustomTestStringConvertible {
    let name: String
    let step: PolicyStep
    let state: PolicyState
    let situation: PolicySituation

    init(
        _ name: String,
        _ step: PolicyStep,
        _ state: PolicyState = .missing,
        _ change: (inout PolicySituation) -> Void = { _ in }
    ) {
        self.name = name
        self.step = step
        self.state = state
        var situation = Self.calm
        change(&situation)
        self.situation = situation
    }

    var testDescription: String { name }

    static let steady = LoopInstant.at(1000)

    /// A leader that sees both objects as they should be.
    static var calm: PolicySituation {
        var situation = PolicySituation(parts: [], steady: steady)
        situation.see(.ours(isRight: true), .ours(isRight: true))
        situation.owner = .known(uid: "u")
        situation.isLeader = true
        return situation
    }
}

extension PolicySituation {
    fileprivate mutating func see(_ policy: Status, _ binding: Status) {
        parts = [(.policy, policy), (.binding, binding)]
    }
}

@Suite("Policy plan")
struct PlanTests {
    private static let gone = PolicySituation.Status.absent(since: PlanCase.steady, wasThere: true)
    private static func never(_ seconds: Double) -> PolicySituation.Status {
        .absent(since: PlanCase.steady - .bounded(seconds: seconds), wasThere: false)
    }

    static let cases: [PlanCase] = [
        PlanCase("all is well", .wait, .inForce),
        PlanCase("nothing is known yet", .wait) { $0.see(.unknown, .unknown) },
        PlanCase("the policy is made first", .create(.policy)) { $0.see(never(0), never(0)) },
        PlanCase("then the binding", .create(.binding)) { $0.see(.ours(isRight: true), never(0)) },
        PlanCase("a wrong policy is set right before a binding is made", .repair(.policy)) {
            $0.see(.ours(isRight: false), never(0))
        },
        PlanCase("a wrong policy", .repair(.policy), .inForce) {
            $0.see(.ours(isRight: false), .ours(isRight: true))
        },
        PlanCase("a wrong policy that cannot be set right", .repair(.policy)) {
            $0.see(.ours(isRight: false), .ours(isRight: true))
            $0.hasFailed = true
        },
        PlanCase("a wrong policy while it is paused", .wait) {
            $0.see(.ours(isRight: false), .ours(isRight: true))
            $0.pausedUntil = PlanCase.steady + .seconds(1)
        },
        PlanCase("a wrong binding", .repair(.binding), .inForce) {
            $0.see(.ours(isRight: true), .ours(isRight: false))
        },
        PlanCase("a deleted policy", .create(.policy)) { $0.see(gone, .ours(isRight: true)) },
        PlanCase("one that is being deleted", .wait) { $0.see(.terminating, .ours(isRight: true)) },
        PlanCase("no binding for somebody else's policy", .wait) { $0.see(.foreign, never(0)) },
        PlanCase("somebody else's binding", .wait) { $0.see(.ours(isRight: true), .foreign) },
        PlanCase("a cluster without policies", .wait, .unserved) { $0.see(.unserved, .unknown) },
        PlanCase("while it is paused", .wait) {
            $0.see(never(0), never(0))
            $0.pausedUntil = PlanCase.steady + .seconds(1)
        },
        // The owner.
        PlanCase("the owner is read before anything is judged", .readOwner, .inForce) { $0.owner = .unknown },
        PlanCase("and before anything is made", .readOwner) {
            $0.see(never(0), never(0))
            $0.owner = .unknown
        },
        PlanCase("without the owner that is wanted nothing is made", .wait) {
            $0.see(gone, gone)
            $0.owner = .missing(retryAt: PlanCase.steady + .seconds(1))
        },
        PlanCase("but it is looked for again", .readOwner) {
            $0.see(gone, gone)
            $0.owner = .missing(retryAt: PlanCase.steady)
        },
        PlanCase("what is there is set right all the same", .repair(.policy), .inForce) {
            $0.see(.ours(isRight: false), .ours(isRight: true))
            $0.owner = .missing(retryAt: PlanCase.steady + .seconds(1))
        },
        PlanCase("where no owner is wanted", .create(.policy)) {
            $0.see(never(0), never(0))
            $0.owner = .unwanted
        },
        // Followers.
        PlanCase("a follower sets nothing right, and does not judge", .wait, .inForce) {
            $0.see(.ours(isRight: false), .ours(isRight: false))
            $0.isLeader = false
            $0.hasFailed = true
        },
        PlanCase("a follower leaves the making to the leader", .wait) {
            $0.see(never(4.9), never(4.9))
            $0.isLeader = false
        },
        PlanCase("but not for ever", .create(.policy)) {
            $0.see(never(5), never(5))
            $0.isLeader = false
        },
        PlanCase("the binding too, whatever the policy says", .create(.binding)) {
            $0.see(.ours(isRight: false), never(5))
            $0.isLeader = false
        },
        PlanCase("what was there and is gone is the leader's to restore", .wait) {
            $0.see(.absent(since: .start, wasThere: true), .absent(since: .start, wasThere: true))
            $0.isLeader = false
        },
        PlanCase("while everything is removed a follower makes nothing, whatever it has seen", .wait) {
            $0.see(never(5), never(5))
            $0.isLeader = false
            $0.isRemoval = true
        },
        PlanCase("a follower reads the owner only to make something", .wait, .inForce) {
            $0.isLeader = false
            $0.owner = .unknown
        },
        // The registration of a webhook.
        PlanCase("a registration that is not there is not made", .wait) {
            $0.parts = [(.registration, never(100))]
            $0.owner = .unwanted
        },
        PlanCase("its match conditions are set", .repair(.registration), .inForce) {
            $0.parts = [(.registration, .ours(isRight: false))]
            $0.owner = .unwanted
        },
    ]

    @Test("What is done next", arguments: cases)
    func step(_ one: PlanCase) {
        let decision = PolicyPlan.decide(one.situation)
        #expect(decision.step == one.step)
        #expect(decision.state == one.state)
    }

    @Test("It looks again when something is due")
    func lookAgain() {
        var situation = PlanCase.calm
        #expect(PolicyPlan.decide(situation).lookAgain == PlanCase.steady + .seconds(60))
        situation.see(Self.never(0), Self.never(0))
        situation.pausedUntil = PlanCase.steady + .seconds(7)
        #expect(PolicyPlan.decide(situation).lookAgain == PlanCase.steady + .seconds(7))
        situation.isLeader = false
        #expect(PolicyPlan.decide(situation).lookAgain == PlanCase.steady + .seconds(5))
        situation.isLeader = true
        situation.owner = .missing(retryAt: PlanCase.steady + .seconds(3))
        #expect(PolicyPlan.decide(situation).lookAgain == PlanCase.steady + .seconds(3))
    }
}
