import TestSupport
import Testing

@testable import PodHealer

/// All orders in which a handful of events can come, each run to quiet.
@Suite("Healing: all orders of a handful of events")
struct InterleavingTests {
    static let scenarios: [HealModel.Scenario] = [
        HealModel.Scenario(
            name: "a webhook that comes and goes",
            disturbances: [.flipWebhook, .flipKnowledge],
            budget: 2,
            leastStates: 300
        ),
        HealModel.Scenario(
            name: "a leadership that comes and goes",
            disturbances: [.flipLeadership, .flipWebhook],
            budget: 2,
            leastStates: 300
        ),
        HealModel.Scenario(
            name: "evictions that end in any way",
            disturbances: [.block, .loseAnswer, .deletePod, .flipNamespace],
            budget: 2,
            leastStates: 300
        ),
    ]

    @Test("Quiet means right, and no order evicts more than is allowed", arguments: scenarios)
    func orders(_ scenario: HealModel.Scenario) async {
        var limits = Exploration<HealModel>.Limits()
        limits.steps = 400
        let exploration = await Exploration(from: HealModel(scenario), limits: limits)
        print("all orders of \(scenario.name): \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    @Test("The checker finds a plan that forgets what it did")
    func findsFaults() async throws {
        let exploration = await Exploration(from: HealModel(Self.scenarios[0], forgets: true))
        let violation = try #require(exploration.violation)
        #expect(violation.fault.contains("evicted"), "\(violation)")
    }
}

extension HealModel.Scenario: CustomTestStringConvertible {
    var testDescription: String { name }
}
