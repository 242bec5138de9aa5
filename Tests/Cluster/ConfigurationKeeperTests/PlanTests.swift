import EventLoop
import Testing

@testable import ConfigurationKeeper

@Suite("Configuration plan")
struct PlanTests {
    private static let now = LoopInstant(nanoseconds: 1_000_000_000_000)

    private static func situation(
        _ status: ConfigurationSituation.Status,
        _ change: (inout ConfigurationSituation) -> Void = { _ in }
    ) -> ConfigurationSituation {
        var situation = ConfigurationSituation(status: status, mayWrite: true, steady: now)
        change(&situation)
        return situation
    }

    @Test(
        "A leader makes what is absent and replaces what is another, and nothing else",
        arguments: [
            (situation(.absent), ConfigurationStep.create),
            (situation(.ours(isRight: false)), .replace),
            (situation(.ours(isRight: true)), .wait),
            (situation(.unknown), .wait),
            (situation(.foreign), .wait),
            (situation(.terminating), .wait),
            (situation(.absent) { $0.mayWrite = false }, .wait),
            (situation(.ours(isRight: false)) { $0.mayWrite = false }, .wait),
            (situation(.absent) { $0.isKeepable = false }, .wait),
            (situation(.ours(isRight: false)) { $0.isKeepable = false }, .wait),
            // Who works by an older one than another replica may have put in force.
            (situation(.ours(isRight: false)) { $0.replaces = false }, .wait),
            (situation(.absent) { $0.replaces = false }, .create),
        ]
    )
    func step(situation: ConfigurationSituation, step: ConfigurationStep) {
        #expect(ConfigurationPlan.decide(situation).step == step)
    }

    @Test func `nothing is written while a pause lasts, and it is looked at again when that ends`() {
        let until = Self.now + .seconds(3)
        let decision = ConfigurationPlan.decide(Self.situation(.absent) { $0.pausedUntil = until })
        #expect(decision.step == .wait)
        #expect(decision.lookAgain == until)
    }
}
