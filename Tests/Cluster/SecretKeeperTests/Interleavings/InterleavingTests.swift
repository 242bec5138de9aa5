import TestSupport
import Testing

@testable import SecretKeeper

/// All orders in which a handful of events can come, each run to quiet.
@Suite("Keeper: all orders of a handful of events")
struct InterleavingTests {
    @Test("Quiet means right", arguments: KeeperModel.scenarios)
    func orders(_ scenario: KeeperModel.Scenario) async {
        let exploration = await Exploration(from: KeeperModel(scenario))
        print("all orders of \(scenario.name): \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    /// Plans and worlds with a fault, each of which the checker has to find.
    static let flaws: [(KeeperModel.Flaw, violation: String, KeeperModel.Scenario)] = [
        (.believesAnswers, "missing for good", scenario([.delete])),
        (.losesDeletions, "missing for good", scenario([.delete])),
        (.ignoresRule, "where it is not allowed", scenario([.configure])),
        (.ignoresPreconditions, "somebody else", scenario([.rotate, .replaceByForeign], from: .intact, budget: 2)),
        (.neverWorks, "does not become quiet", scenario([.passTime])),
        (.everybodyLeads, "does not lead", scenario([.rotate], from: .intact)),
        (.repairsForEver, "does not become quiet", scenario([.share], from: .intact)),
        (.ignoresTime, "does not become quiet", scenario([.refuse])),
    ]

    private static func scenario(
        _ disturbances: [Disturbance],
        from start: KeeperModel.Scenario.Start = .nothing,
        budget: Int = 1
    ) -> KeeperModel.Scenario {
        KeeperModel.Scenario(
            name: "a flaw",
            start: start,
            disturbances: disturbances,
            budget: budget,
            leastStates: 0
        )
    }

    @Test("The checker finds a fault where there is one", arguments: flaws.indices)
    func findsFlaws(_ index: Int) async throws {
        let (flaw, expected, scenario) = Self.flaws[index]
        let exploration = await Exploration(from: KeeperModel(scenario, flaw: flaw))
        let violation = try #require(exploration.violation, "\(flaw) was not found in \(exploration)")
        #expect(violation.fault.contains(expected), "\(flaw): \(violation)")
        #expect(!violation.events.isEmpty || !violation.aftermath.isEmpty)
    }

    @Test("And none in the same worlds without it", arguments: flaws.indices)
    func findsNothing(_ index: Int) async {
        let exploration = await Exploration(from: KeeperModel(Self.flaws[index].2))
        if let violation = exploration.violation { Issue.record("\(violation)") }
    }

    @Test("Every field of the plan is in the form by which states are told apart")
    func fields() {
        func names(of value: Any) -> [String] { Mirror(reflecting: value).children.compactMap(\.label).sorted() }
        let plan = KeeperModel(KeeperModel.scenarios[0]).replicas[0].plan
        let advice: Comment = "a new field is added to Form+Plan.swift where the future depends on it, and here"
        #expect(names(of: CopyState()) == Form.copyFields, advice)
        #expect(names(of: MarkedSecrets()) == Form.markedFields, advice)
        #expect(plan.copies.secretNames.map(names) == [Form.secretNameFields], advice)
        #expect(names(of: MissingRight()) == Form.rightFields, advice)
        #expect(plan.copies.namespaces.map(names) == [Form.namespaceFields], advice)
        #expect(names(of: plan) == Form.planFields, advice)
    }
}

extension KeeperModel.Scenario: CustomTestStringConvertible {
    var testDescription: String { name }
}
