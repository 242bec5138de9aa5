import EventLoop
import Testing

@testable import RegistryStatusKeeper

@Suite("PullRegistries: what is written next, and when")
struct PlanTests {
    private typealias Entry = RegistryStatusSituation.Entry
    private static let now = LoopInstant.start + .seconds(1000)

    /// A situation of one entry, and what it leads to.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let entry: RegistryStatusSituation.Entry
        let step: RegistryStatusStep
        var lookAgain = LoopInstant.never

        init(
            _ name: String,
            _ object: RegistryStatusSituation.Object,
            isConfigured: Bool = true,
            isKnown: Bool = true,
            after: Int = 0,
            statusAfter: Int = 0,
            _ step: RegistryStatusStep,
            lookAgain: Int? = nil
        ) {
            testDescription = name
            entry = RegistryStatusSituation.Entry(
                name: "hub",
                isConfigured: isConfigured,
                isKnown: isKnown,
                object: object,
                nextWrite: now + .seconds(after),
                nextStatusWrite: now + .seconds(statusAfter)
            )
            self.step = step
            self.lookAgain = lookAgain.map { now + .seconds($0) } ?? .never
        }
    }

    static let cases = [
        Case("no object", .absent, .make("hub")),
        Case("no object, and one was made just now", .absent, after: 30, .wait, lookAgain: 30),
        Case("nobody knows how the registry stands", .absent, isKnown: false, .wait),
        Case("all is said", .ours(isRight: true, isStatusRight: true), .wait),
        Case("another status", .ours(isRight: true, isStatusRight: false), .show("hub")),
        Case(
            "another status, just written",
            .ours(isRight: true, isStatusRight: false),
            statusAfter: 7,
            .wait,
            lookAgain: 7
        ),
        Case("an edited spec", .ours(isRight: false, isStatusRight: true), .mend("hub")),
        Case("an edited spec, just mended", .ours(isRight: false, isStatusRight: true), after: 7, .wait, lookAgain: 7),
        Case("both", .ours(isRight: false, isStatusRight: false), .mend("hub")),
        Case(
            "both, and the status is not held back",
            .ours(isRight: false, isStatusRight: false),
            after: 7,
            .show("hub")
        ),
        Case(
            "both held back",
            .ours(isRight: false, isStatusRight: false),
            after: 7,
            statusAfter: 3,
            .wait,
            lookAgain: 3
        ),
        Case("somebody else's", .foreign, .wait),
        Case("one that is going", .terminating, .wait),
        Case("of a registry that went", .ours(isRight: true, isStatusRight: true), isConfigured: false, .remove("hub")),
        Case("somebody else's, of no registry", .foreign, isConfigured: false, .wait),
        Case("going, of no registry", .terminating, isConfigured: false, .wait),
        Case("nothing of no registry", .absent, isConfigured: false, .wait),
    ]

    @Test("Each situation leads to one step", arguments: cases)
    func step(_ one: Case) {
        var situation = RegistryStatusSituation(entries: [one.entry], mayWrite: true, steady: Self.now)
        let decision = RegistryStatusPlan.decide(situation)
        #expect(decision.step == one.step)
        if one.step == .wait { #expect(decision.lookAgain == one.lookAgain) }
        // Whoever does not lead, or waits after a failure, does nothing.
        situation.mayWrite = false
        #expect(RegistryStatusPlan.decide(situation).step == .wait)
        situation.mayWrite = true
        situation.pausedUntil = Self.now + .seconds(60)
        #expect(RegistryStatusPlan.decide(situation).step == .wait)
    }

    @Test func `who may not be written yet holds nobody else up`() {
        let waiting = Case("", .absent, after: 20, .wait).entry
        var due = Case("", .ours(isRight: true, isStatusRight: false), .wait).entry
        due.name = "ecr"
        let situation = RegistryStatusSituation(entries: [waiting, due], mayWrite: true, steady: Self.now)
        #expect(RegistryStatusPlan.decide(situation).step == .show("ecr"))
    }

    @Test func `of those that are due the one goes first that has waited longest, and of equal ones the first`() {
        var entries = [-1, -30, -30].map { Case("", .absent, after: $0, .wait).entry }
        for (index, name) in ["a", "b", "c"].enumerated() { entries[index].name = name }
        let situation = RegistryStatusSituation(entries: entries, mayWrite: true, steady: Self.now)
        #expect(RegistryStatusPlan.decide(situation).step == .make("b"))
    }
}
