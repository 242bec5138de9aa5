import Configuration
import Controllers
import Status
import Testing

@testable import SecretKeeper

/// How many namespaces should have a Secret, have it, and have it not, by reason.
@Suite("Plan: who has his copy")
struct PresenceTests {
    private static let hub = PlanFixture.registry("hub")

    private static func tally(_ it: PlanFixture, _ registry: String = "hub") -> CopyTally {
        it.plan.copyCounts.first { $0.registry == registry }?.tally ?? CopyTally()
    }

    /// What is missing, as `reason count`.
    private static func missing(_ it: PlanFixture, _ registry: String = "hub") -> [String] {
        let tally = tally(it, registry)
        return MissingReason.allCases.filter { tally[$0] > 0 }.map { "\($0.label) \(tally[$0])" }
    }

    @Test(
        "A namespace is waiting, and then has it; one that is not opted in, or is being deleted, has nothing to get"
    )
    func placed() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.namespace("team-b", labels: [:])
        it.namespace("team-c", isTerminating: true)
        #expect(Self.missing(it) == ["waiting 1"])
        it.doAll()
        #expect(Self.missing(it) == [])
        #expect(Self.tally(it).present == 1)
        #expect(Self.tally(it).wanted == 1)
    }

    private static let answers: [(WorkOutcome, String)] = [
        (.quotaExceeded, "quota"), (.refused, "refused"), (.timedOut, "refused"), (.forbidden, "forbidden"),
        (.unavailable, "waiting"),
        (.conflict, "waiting"), (.found, "waiting"), (.namespaceGone, "waiting"),
    ]

    @Test(
        "What the API server says of an absent one is the reason, until it says something else",
        arguments: answers
    )
    func absent(outcome: WorkOutcome, reason: String) throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.plan.workFinished(try it.next(), outcome, now: it.now)
        #expect(Self.missing(it) == ["\(reason) 1"])
        // An event in the namespace changes nothing of that.
        it.namespace("team-a", labels: ["pullpass.dev/inject": "enabled", "a": "b"])
        #expect(Self.missing(it) == ["\(reason) 1"])
        it.pass(310)
        it.doAll()
        #expect(Self.missing(it) == [])
        #expect(Self.tally(it).present == 1)
    }

    @Test("A right that two namespaces lack is missing everywhere, and comes for all that were not refused at once")
    func forbidden() throws {
        var it = PlanFixture()
        for number in 0..<20 { it.namespace("ns-\(number)") }
        it.plan.workFinished(try it.next(), .forbidden, now: it.now)
        #expect(Self.missing(it) == ["waiting 19", "forbidden 1"])
        it.plan.workFinished(try it.next(), .forbidden, now: it.now)
        #expect(Self.missing(it) == ["forbidden 20"])
        // Whoever is new is tried all the same.
        it.finish(try it.next())
        #expect(Self.missing(it) == ["waiting 17", "forbidden 2"])
        it.pass(310)
        it.doAll()
        #expect(Self.tally(it).present == 20)
    }

    @Test("Somebody else's Secret is in the way until it goes")
    func foreign() {
        var it = PlanFixture()
        it.copy("team-a", uid: "f", version: "5", as: .foreign, revision: nil)
        it.namespace("team-a")
        #expect(Self.missing(it) == ["foreign 1"])
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "f", version: "6", now: it.now)
        #expect(Self.missing(it) == ["waiting 1"])
    }

    @Test("Where there is no credential there is nothing to place, and that is another matter")
    func noCredential() {
        var it = PlanFixture([Self.hub], masters: false)
        it.namespace("team-a")
        #expect(Self.missing(it) == ["no_credential 1"])
        it.plan.masterSeen("hub", it.master(Self.hub, "r1"), now: it.now)
        #expect(Self.missing(it) == ["waiting 1"])
    }

    @Test("A lazy one is owed where a Pod needs it, and not before")
    func lazy() {
        let registry = PlanFixture.registry("hub", placement: .lazy)
        var it = PlanFixture([registry])
        it.namespace("team-a")
        #expect(Self.tally(it).wanted == 0)
        _ = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(Self.missing(it) == ["waiting 1"])
        it.doAll()
        #expect(Self.tally(it).present == 1)
    }

    @Test(
        "A new credential that comes in its turn is no loss; one that is refused is",
        arguments: [true, false]
    )
    func outdated(isRefused: Bool) throws {
        var it = PlanFixture()
        for name in ["team-a", "team-b"] { it.namespace(name) }
        it.doAll()
        it.plan.masterSeen("hub", it.master(Self.hub, "r2"), now: it.now)
        #expect(Self.missing(it) == [])
        let work = try it.next()
        it.plan.workFinished(work, isRefused ? .refused : .unavailable, now: it.now)
        #expect(Self.missing(it) == (isRefused ? ["outdated 1"] : []))
        it.pass(310)
        it.doAll()
        #expect(Self.missing(it) == [])
        #expect(Self.tally(it).present == 2)
    }

    @Test(
        "So is one that is immutable, or that a finalizer keeps: that is told",
        arguments: [true, false]
    )
    func stuck(isImmutable: Bool) throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.doAll()
        let uid = try #require(it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid)
        if !isImmutable { it.copy("team-a", uid: uid, version: "5000", isTerminating: true) }
        #expect(Self.missing(it) == [])
        it.plan.masterSeen("hub", it.master(Self.hub, "r2"), now: it.now)
        if isImmutable { it.plan.workFinished(try it.next(), .immutable, now: it.now) }
        #expect(Self.missing(it) == ["outdated 1"])
        let kept = it.plan.takeNotices().count { if case .kept = $0 { true } else { false } }
        #expect(kept == (isImmutable ? 0 : 1))
    }

    @Test("Somebody who undoes it again and again is without it while it backs off")
    func undone() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.doAll()
        for turn in 0..<4 {
            let uid = it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid ?? ""
            let version = "\(5000 + turn * 10)"
            it.plan.copyDeleted(
                "pullpass-hub",
                namespace: "team-a",
                uid: uid,
                version: version,
                now: it.now
            )
            if turn < 3 {
                it.pass(60)
                it.doAll()
            }
        }
        #expect(Self.missing(it) == ["undone 1"])
    }

    @Test(
        "The anonymous try is counted by itself, and a name that the configuration has no more is not"
    )
    func others() {
        var it = AnonymousTryTests.plan([AnonymousTryTests.registry("hub")])
        it.namespace("team-a")
        it.doAll()
        #expect(Self.tally(it, "(anonymous)").present == 1)
        it.plan.reconfigure(Configuration(registries: []), now: it.now)
        #expect(it.plan.copyCounts == [])
    }

    @Test("Until all is known nothing is counted")
    func unsynced() {
        var it = PlanFixture(syncs: false)
        it.namespace("team-a")
        #expect(Self.tally(it).wanted == 0)
    }

    @Test(
        "A failure is told once, then about once an hour, and whoever brings many about is not heard more often"
    )
    func told() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        var told: [Double] = []
        var waited = 0.0
        while waited < 3 * 3600 {
            if let work = it.take() {
                if it.plan.mayTellFailure(of: work, now: it.now) { told.append(waited) }
                it.plan.workFinished(work, .quotaExceeded, now: it.now)
            }
            it.pass(10)
            waited += 10
        }
        #expect(told.first == 0)
        #expect((3...5).contains(told.count), "\(told)")
        let many = (0..<100).count { _ in it.plan.mayTell(0, now: it.now.steady) }
        #expect(many < 20)
    }

    @Test("However often it fails, it is told each hour", arguments: [250, 300, 1000])
    func numbers(failures: Int) {
        var copy = CopyState()
        var told = 0
        for _ in 0..<failures {
            if CopyState.isWorthTelling(failures: Int(copy.failures)) { told += 1 }
            copy.countFailure()
        }
        #expect(abs(told - (failures - 20) / 12 - 2) <= 1)
    }
}
