import TestSupport
import Testing

/// All orders in which a handful of events can come, each run to quiet.
@Suite("ServiceAccounts: all orders of a handful of events")
struct InterleavingTests {
    static let scenarios: [AccountModel.Scenario] = [
        AccountModel.Scenario(
            name: "an account that others write, too",
            disturbances: [.addOwn, .replaceAll, .takeOurs, .writeOurName, .loseAnswer, .refuse, .relist, .passTime],
            budget: 3,
            leastStates: 1000
        ),
        AccountModel.Scenario(
            name: "an account that comes and goes, and wants names and does not",
            disturbances: [
                .delete, .create, .optOut, .labelNamespace, .reload, .switchOff, .passTime, .restart, .relist,
            ],
            budget: 3,
            leastStates: 1000
        ),
        AccountModel.Scenario(
            name: "a record that goes",
            disturbances: [.takeRecord, .replaceAll, .addOwn, .reload, .switchOff, .restart],
            budget: 3,
            leastStates: 500
        ),
        AccountModel.Scenario(
            name: "two installations",
            disturbances: [.addOwn, .takeOurs, .reload, .switchOff, .loseAnswer],
            installations: 2,
            budget: 1,
            leastStates: 1000
        ),
    ]

    @Test("Quiet means right, and nobody else's name is ever lost", arguments: scenarios)
    func orders(_ scenario: AccountModel.Scenario) async {
        let exploration = await Exploration(from: AccountModel(scenario))
        print("all orders of \(scenario.name): \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    @Test("The checker finds a keeper that writes without the version that it judged")
    func findsFaults() async throws {
        var scenario = Self.scenarios[0]
        scenario.writesBlindly = true
        let violation = try #require(await Exploration(from: AccountModel(scenario)).violation)
        #expect(violation.fault.contains("somebody else's is gone"), "\(violation)")
    }
}

extension AccountModel.Scenario: CustomTestStringConvertible {
    var testDescription: String { name }
}
