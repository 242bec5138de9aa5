import TestSupport
import Testing

@testable import PolicyKeeper

/// All orders in which a handful of events can come, each run to quiet.
@Suite("Policy keeper: all orders of a handful of events")
struct InterleavingTests {
    static let scenarios: [PolicyModel.Scenario] = [
        PolicyModel.Scenario(
            name: "policy and binding that are being made",
            isInstalled: false,
            disturbances: [
                .delete(.policy), .delete(.binding), .edit(.policy), .createForeign(.policy),
                .replaceByForeign(.binding),
                .relist(.policy), .relist(.binding),
            ],
            budget: 2,
            leastStates: 1000
        ),
        PolicyModel.Scenario(
            name: "policy and binding that are there",
            isInstalled: true,
            disturbances: [
                .delete(.policy), .edit(.policy), .edit(.binding), .replaceByForeign(.policy), .refuse, .loseRequest,
                .loseAnswer, .relist(.policy), .passTime,
            ],
            budget: 3,
            leastStates: 1000
        ),
        PolicyModel.Scenario(
            name: "policy and binding when leadership moves",
            isInstalled: true,
            lagging: [0, 1],
            disturbances: [.delete(.policy), .edit(.policy), .moveLeadership, .relist(.policy)],
            budget: 2,
            leastStates: 500
        ),
        PolicyModel.Scenario(
            name: "policy and binding that nobody who leads makes",
            isInstalled: false,
            lagging: [1],
            disturbances: [.moveLeadership, .passTime, .delete(.policy), .loseAnswer],
            budget: 2,
            leastStates: 500
        ),
    ]

    @Test("Quiet means right", arguments: scenarios)
    func orders(_ scenario: PolicyModel.Scenario) async {
        let exploration = await Exploration(from: PolicyModel(scenario))
        print("all orders of \(scenario.name): \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    @Test("The checker finds a keeper that believes the answers to its writes, whatever the watch has told since")
    func findsFaults() async throws {
        let exploration = await Exploration(from: PolicyModel(Self.scenarios[0], believesAnswers: true))
        let violation = try #require(exploration.violation)
        #expect(violation.fault.contains("missing for good"), "\(violation)")
    }
}

extension PolicyModel.Scenario: CustomTestStringConvertible {
    var testDescription: String { name }
}
