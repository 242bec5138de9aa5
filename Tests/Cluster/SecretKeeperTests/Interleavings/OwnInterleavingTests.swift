import TestSupport
import Testing

@testable import SecretKeeper

/// All orders in which a handful of events can come to two namespaces with credentials of their own.
@Suite("Keeper: all orders, with credentials of namespaces")
struct OwnInterleavingTests {
    private struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let disturbances: [OwnDisturbance]
        let leastStates: Int
    }

    private static let scenarios = [
        Scenario(
            testDescription: "others at the places of the copies",
            disturbances: [.delete, .edit, .copyOther, .relist],
            leastStates: 300
        ),
        Scenario(
            testDescription: "fetches, requests and time",
            disturbances: [.toggleTrust, .loseRequest, .loseAnswer, .passTime, .delete],
            leastStates: 300
        ),
        Scenario(
            testDescription: "leadership and opt-in",
            disturbances: [.moveLeadership, .toggleOptIn, .toggleTrust, .passTime],
            leastStates: 300
        ),
    ]

    @Test("Quiet means that each namespace has its own", arguments: scenarios)
    private func orders(_ scenario: Scenario) async {
        let exploration = await Exploration(from: OwnModel(scenario.disturbances, budget: 3))
        print("all orders of \(scenario.testDescription), own credentials: \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    @Test("The checker finds it where a namespace gets another one's")
    func findsFlaw() async throws {
        let exploration = await Exploration(from: OwnModel([.delete], budget: 1, mixesUp: true))
        let violation = try #require(exploration.violation)
        #expect(violation.fault.contains("has the credential of"), "\(violation)")
    }
}
