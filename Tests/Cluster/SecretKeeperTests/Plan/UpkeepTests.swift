import Configuration
import Controllers
import EventLoop
import Status
import Testing
import Text

@testable import SecretKeeper

@Suite("Plan: copies that are there")
struct UpkeepTests {
    @Test("An intact copy is left alone")
    func intact() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a")
        #expect(it.takeAll().isEmpty)
    }

    @Test("Restoring, repairing and rotating name what was judged")
    func preconditions() throws {
        let hub = PlanFixture.registry("hub")
        var it = PlanFixture([hub])
        it.namespace("team-a")
        it.copy("team-a", uid: "u5", version: "55", as: .edited)
        let repair = try it.next()
        #expect(repair.kind == .repair(uid: "u5", resourceVersion: "55"))
        it.finish(repair)
        #expect(it.takeAll().isEmpty)
        it.plan.masterSeen("hub", it.master(hub, "r2"), now: it.now)
        let rotate = try it.next()
        #expect(rotate.kind == .rotate(uid: "u5", resourceVersion: "1001"))
        #expect(rotate.target?.revision == "r2")
    }

    @Test("A deleted copy is made again")
    func deleted() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", uid: "u1")
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", now: it.now)
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A late report of a deletion does not concern the copy that stands there now")
    func lateDeletion() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", uid: "new", version: "20")
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "old", now: it.now)
        #expect(it.takeAll().isEmpty)
    }

    @Test("A late report of an older state is ignored, so that no write is made twice")
    func lateReport() {
        let hub = PlanFixture.registry("hub")
        var it = PlanFixture([hub])
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10")
        it.plan.masterSeen("hub", it.master(hub, "r2"), now: it.now)
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
        it.copy("team-a", uid: "u1", version: "10", revision: "r1")
        it.copy("team-a", uid: "u1", version: "999", revision: "r1")
        #expect(it.takeAll().isEmpty)
    }

    @Test("A repair that leaves another manager in managedFields is not repeated")
    func sharedOwnership() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10", as: .edited)
        let work = it.take()
        #expect(work?.text == "repair team-a/pullpass-hub")
        guard let work else { return }
        let after = ObservedCopy(uid: "u1", resourceVersion: "11", ownership: .edited, revision: "r1")
        it.plan.workFinished(work, .written(after), now: it.now)
        #expect(it.takeAll().isEmpty)
        it.copy("team-a", uid: "u1", version: "12", as: .edited)
        #expect(it.takeAll() == ["repair team-a/pullpass-hub"])
    }

    @Test("Somebody else's Secret is never touched and is reported once")
    func foreign() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", uid: "theirs", as: .foreign, revision: nil)
        it.copy("team-a", uid: "theirs", version: "11", as: .foreign, revision: nil)
        it.pass(100_000)
        #expect(it.takeAll().isEmpty)
        let notice = PlanNotice.foreign(
            namespace: "team-a",
            secretName: "pullpass-hub",
            purpose: .credential(of: "hub"),
            uid: "theirs"
        )
        #expect(it.plan.takeNotices() == [notice])
        it.namespace("team-a", labels: [:])
        it.pass(100_000)
        #expect(it.takeAll().isEmpty)
    }

    @Test("A Secret that was given back to us and taken again is reported again")
    func foreignAgain() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10", as: .foreign, revision: nil)
        #expect(it.plan.takeNotices().count == 1)
        it.copy("team-a", uid: "u1", version: "11")
        it.copy("team-a", uid: "u1", version: "12", as: .foreign, revision: nil)
        #expect(it.plan.takeNotices().count == 1)
    }

    @Test("A foreign Secret in the place of a lazy copy nobody asked for is nobody's business")
    func foreignLazy() {
        var it = PlanFixture([PlanFixture.registry("hub", placement: .lazy)])
        it.namespace("team-a")
        it.copy("team-a", as: .foreign)
        #expect(it.plan.takeNotices().isEmpty)
    }

    @Test("An immutable copy is left alone until it is another Secret")
    func immutable() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10", revision: "r0")
        let work = try it.next()
        it.plan.workFinished(work, .immutable, now: it.now)
        it.pass(10_000)
        it.copy("team-a", uid: "u1", version: "11", revision: "r0")
        #expect(it.takeAll().isEmpty)
        it.copy("team-a", uid: "u2", version: "12", revision: "r0")
        #expect(it.takeAll() == ["rotate team-a/pullpass-hub"])
    }

    @Test("A deleted copy that a finalizer keeps is neither repaired nor made again before it is gone")
    func finalizer() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", revision: "r0", isTerminating: true)
        #expect(it.takeAll().isEmpty)
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", now: it.now)
        #expect(it.takeAll() == ["place team-a/pullpass-hub"])
    }

    /// The registry that a plan has is dropped, and its Secrets are to go.
    static func drop(_ it: inout PlanFixture) {
        it.plan.reconfigure(
            Configuration(registries: [], retired: [RetiredRegistry(name: "hub")]),
            now: it.now
        )
    }

    static func isRemembered(_ it: PlanFixture) -> Bool {
        it.plan.watchedNames == ["pullpass-hub"] && it.plan.masterChores().isEmpty
    }

    @Test(
        "A dropped name is watched, with its master, while a first write is under way, and for two minutes after it was given up",
        arguments: [WorkOutcome.unavailable, .timedOut]
    )
    func underWay(_ outcome: WorkOutcome) throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let work = try it.next()
        #expect(work.text == "place team-a/pullpass-hub")
        Self.drop(&it)
        it.pass(200)
        #expect(Self.isRemembered(it))
        it.plan.workFinished(work, outcome, now: it.now)
        it.pass(110)
        #expect(Self.isRemembered(it))
        // It comes to light after all.
        it.copy("team-a", version: "10")
        it.pass(3500)
        #expect(Self.isRemembered(it))
        it.pass(200)
        #expect(it.doAll() == ["remove team-a/pullpass-hub"])
        #expect(it.plan.watchedNames.isEmpty && it.plan.masterChores() == [.delete(registry: "hub")])
    }

    @Test("A dropped name without copies is watched until every replica has the new configuration")
    func lateReplica() {
        var it = PlanFixture([PlanFixture.registry("hub", placement: .lazy)])
        it.namespace("team-a")
        Self.drop(&it)
        it.pass(60)
        #expect(Self.isRemembered(it))
        it.pass(61)
        #expect(it.plan.watchedNames.isEmpty && it.plan.masterChores() == [.delete(registry: "hub")])
    }

    @Test(
        "Who begins to lead looks once more for what was dropped; a round does not wait for it",
        arguments: [false, true]
    )
    func newLeader(isRound: Bool) throws {
        var it = PlanFixture()
        it.plan.identity.isRound = isRound
        it.namespace("team-a")
        it.copy("team-a", version: "10")
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", version: "12", now: it.now)
        Self.drop(&it)
        it.pass(SecretNameState.settlingTime)
        #expect(it.plan.watchedNames.isEmpty)
        it.plan.lead(false, now: it.now)
        #expect(it.plan.watchedNames.isEmpty)
        it.plan.lead(true, now: it.now)
        #expect(Self.isRemembered(it) != isRound)
        it.pass(SecretNameState.settlingTime)
        #expect(it.plan.watchedNames.isEmpty && it.plan.masterChores() == [.delete(registry: "hub")])
    }

    @Test(
        "A copy whose removal a finalizer holds counts until the watch says that it is gone",
        arguments: [true, false]
    )
    func kept(isToldFirst: Bool) throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", version: "10")
        Self.drop(&it)
        it.pass(3700)
        let work = try it.next()
        #expect(work.text == "remove team-a/pullpass-hub")
        func tell(_ it: inout PlanFixture) { it.copy("team-a", version: "11", isTerminating: true) }
        if isToldFirst { tell(&it) }
        it.plan.workFinished(work, .kept, now: it.now)
        if !isToldFirst { tell(&it) }
        it.pass(3700)
        #expect(it.takeAll().isEmpty)
        #expect(it.plan.watchedNames == ["pullpass-hub"] && it.plan.masterChores().isEmpty)
        #expect(it.plan.leftCopies(unseen: []).map(\.counts) == [[.refused: 1]])
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", version: "12", now: it.now)
        #expect(it.plan.watchedNames.isEmpty && it.plan.masterChores() == [.delete(registry: "hub")])
        #expect(it.plan.leftCopies(unseen: []).isEmpty)
    }

    @Test(
        "What was refused is tried again later, with growing delays",
        arguments: [WorkOutcome.conflict, .found, .namespaceGone, .refused, .timedOut]
    )
    func retry(_ outcome: WorkOutcome) throws {
        var it = PlanFixture()
        it.namespace("team-a")
        var delays: [Double] = []
        for _ in 0..<12 {
            let work = try it.next()
            it.plan.workFinished(work, outcome, now: it.now)
            #expect(it.take() == nil)
            let wake = try #require(it.plan.nextWake(now: it.now))
            delays.append((wake - it.now.steady).inSeconds)
            it.pass(wake - it.now.steady)
        }
        #expect(delays.allSatisfy { $0 >= 0.5 && $0 <= 300 })
        #expect(delays[11] >= 150)
    }

    @Test("A copy's event ends the delay after a conflict")
    func conflictThenEvent() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.copy("team-a", version: "10", revision: "r0")
        let work = try it.next()
        it.plan.workFinished(work, .conflict, now: it.now)
        #expect(it.take() == nil)
        it.copy("team-a", version: "11", as: .edited, revision: "r0")
        #expect(it.takeAll() == ["repair team-a/pullpass-hub"])
    }

    @Test("A missing right stops a whole Secret name, not the others, and is probed now and then")
    func forbidden() throws {
        var it = PlanFixture([PlanFixture.registry("hub"), PlanFixture.registry("ecr")])
        for index in 0..<10 { it.namespace("n\(index)") }
        let tries = it.doAll(but: { $0.secretName == "pullpass-hub" }).refused
        // One, the second that shows that it is missing, and one more that might have shown that it is not.
        #expect(tries.count == 3)
        let wake = try #require(it.plan.nextWake(now: it.now))
        it.pass(max(wake - it.now.steady, .seconds(1)))
        #expect(it.doAll().count == 10)
    }

    @Test("A right that is missing for good is tried twice a pause at most, whoever comes up meanwhile")
    func forbiddenForGood() throws {
        var it = PlanFixture()
        for index in 0..<500 { it.namespace("n\(index)") }
        var tries = 0
        for second in 0..<3600 {
            if second.isMultiple(of: 60) { it.namespace("late\(second)") }
            tries += it.doAll(but: { _ in true }).refused.count
            it.pass(1)
        }
        #expect((20...80).contains(tries), "\(tries)")
    }

    @Test("A namespace that comes up while a right is missing in others is tried at once, and frees those that wait")
    func newAmongForbidden() throws {
        var it = PlanFixture()
        for name in ["a", "b"] { it.namespace(name) }
        func mayNot(_ work: PlannedWork) -> Bool { ["a", "b"].contains(work.namespace) }
        var seconds = 0
        while seconds < 3600 || it.plan.copies.secretNames[0].nextTry == nil {
            _ = it.doAll(but: mayNot)
            it.pass(1)
            seconds += 1
        }
        for name in ["c", "d", "e"] { it.namespace(name) }
        #expect(it.doAll(but: mayNot).done == ["place c/pullpass-hub", "place d/pullpass-hub", "place e/pullpass-hub"])
        // From now on it is known of these two.
        for _ in 0..<3600 {
            _ = it.doAll(but: mayNot)
            #expect(it.plan.copies.secretNames[0].nextTry == nil)
            it.pass(1)
        }
    }

    @Test("A namespace that is refused alone is tried ever more seldom, and is counted alone")
    func forbiddenAlone() throws {
        var it = PlanFixture()
        it.namespace("a")
        var tries = 0
        for second in 0..<3600 {
            tries += it.doAll(but: { $0.namespace == "a" }).refused.count
            #expect(it.plan.copies.secretNames[0].nextTry == nil)
            if second == 10 { it.namespace("b") }
            it.pass(1)
        }
        #expect((15...40).contains(tries), "\(tries)")
        let tally = try #require(it.plan.copyCounts.first?.tally)
        #expect(tally.present == 1 && tally[.forbidden] == 1)
    }

    @Test("A missing right stops only the work that needs it")
    func forbiddenPerRight() throws {
        var it = PlanFixture()
        it.namespace("absent")
        it.namespace("behind")
        it.copy("behind", revision: "r0")
        it.namespace("left", labels: [:])
        it.copy("left")
        it.pass(100_000)
        var forbidden: [String] = []
        for refused in Right.allCases {
            var it = it
            var done: [String] = []
            while let work = it.take() {
                guard work.kind.right == refused else {
                    done.append(work.text)
                    it.finish(work)
                    continue
                }
                forbidden.append(work.text)
                it.plan.workFinished(work, .forbidden, now: it.now)
            }
            #expect(done.count == 2, "without the right to \(refused)")
        }
        #expect(forbidden == ["place absent/pullpass-hub", "rotate behind/pullpass-hub", "remove left/pullpass-hub"])
    }

    @Test("A right that was missing counts as found once work that needs it succeeds, and not before")
    func rightFound() throws {
        var it = PlanFixture()
        for index in 0..<3 { it.namespace("n\(index)") }
        let work = try it.next()
        it.plan.workFinished(work, .forbidden, now: it.now)
        #expect(it.plan.refusals(of: work) == 0)
        it.plan.workFinished(try it.next(), .forbidden, now: it.now)
        #expect(it.plan.refusals(of: work) == 1)
        it.copy("n2", revision: "r0")
        #expect(it.doAll() == ["rotate n2/pullpass-hub"])
        #expect(it.plan.refusals(of: work) == 1)
        it.pass(max(try #require(it.plan.nextWake(now: it.now)) - it.now.steady, .seconds(1)))
        #expect(it.doAll().count == 2)
        #expect(it.plan.refusals(of: work) == 0)
    }

    @Test("Work that could not be asked for stays to be done")
    func unavailable() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let work = try it.next()
        it.plan.workFinished(work, .unavailable, now: it.now)
        it.pass(1)
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
    }
}
