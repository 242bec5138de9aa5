import TestSupport
import Testing

@testable import SecretKeeper

/// All orders in which a handful of events can come to an entry of `also` in two namespaces.
@Suite("Keeper: all orders, with also")
struct AlsoInterleavingTests {
    private struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let disturbances: [AlsoModel.Disturbance]
        var budget = 2
        let leastStates: Int
    }

    private static let scenarios = [
        Scenario(
            testDescription: "others at the places of the Secrets",
            disturbances: [.delete, .edit, .createForeign, .makeForeign, .relist],
            leastStates: 100
        ),
        Scenario(
            testDescription: "the configuration and the credential",
            disturbances: [.reconfigure, .rotate, .delete, .passTime],
            leastStates: 100
        ),
        Scenario(
            testDescription: "requests and rights",
            disturbances: [.reconfigure, .loseRequest, .loseAnswer, .forbid, .edit],
            leastStates: 100
        ),
        Scenario(
            testDescription: "leadership",
            disturbances: [.moveLeadership, .reconfigure, .rotate, .delete],
            leastStates: 100
        ),
    ]

    @Test("Quiet means that each named namespace has what is meant, and no other has anything", arguments: scenarios)
    private func orders(_ scenario: Scenario) async {
        let exploration = await Exploration(from: AlsoModel(scenario.disturbances, budget: scenario.budget))
        print("all orders of \(scenario.testDescription), also: \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    @Test("The checker finds it where a master forgets a place that has a Secret")
    func findsFlaw() async throws {
        let exploration = await Exploration(from: AlsoModel([.reconfigure], budget: 3, forgets: true))
        let violation = try #require(exploration.violation)
        #expect(violation.fault.contains("remembers"), "\(violation)")
    }
}
