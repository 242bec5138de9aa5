import Configuration
import Controllers
import EventLoop
import Testing

@testable import SecretKeeper

@Suite("Plan: clean-up")
struct RemovalTests {
    /// Copies in `kept` and `dropped` namespaces, the latter just opted out.
    static func plan(kept: Int, dropped: Int, confirms: Bool = false) -> PlanFixture {
        var it = PlanFixture(confirmsRemoval: confirms)
        for index in 0..<kept { it.namespace("kept-\(index)") }
        for index in 0..<dropped { it.namespace("dropped-\(index)") }
        it.doAll()
        for index in 0..<dropped { it.namespace("dropped-\(index)", labels: [:]) }
        return it
    }

    @Test("An unwanted copy goes after removeAfter and not before")
    func afterAWhile() {
        var it = Self.plan(kept: 3, dropped: 1)
        it.pass(3599)
        #expect(it.doAll() == [])
        it.pass(1)
        #expect(it.doAll() == ["remove dropped-0/pullpass-hub"])
        it.pass(10_000)
        #expect(it.doAll() == [])
    }

    @Test("The plan asks to be woken when a removal is due")
    func wake() {
        let it = Self.plan(kept: 3, dropped: 1)
        #expect(it.plan.nextWake(now: it.now) == it.now.steady + .seconds(3600))
    }

    @Test("Until then it stays as it is: a new credential never goes where no rule allows it")
    func staysMeanwhile() {
        var it = Self.plan(kept: 1, dropped: 1)
        it.pass(1000)
        it.plan.masterSeen("hub", it.master(PlanFixture.registry("hub"), "r2"), now: it.now)
        #expect(it.doAll() == ["rotate kept-0/pullpass-hub"])
        it.pass(2600)
        #expect(it.doAll() == ["remove dropped-0/pullpass-hub"])
    }

    @Test("A Secret that somebody has made to look like ours gets no credential in a namespace that is not allowed one")
    func forged() {
        var it = PlanFixture()
        it.namespace("team-a")
        it.namespace("plain", labels: [:])
        it.doAll()
        for ownership in [Ownership.Verdict.ours, .edited] {
            let forged = ObservedCopy(uid: "u-\(ownership)", resourceVersion: "7", ownership: ownership, revision: "x")
            it.plan.copySeen("pullpass-hub", namespace: "plain", forged, now: it.now)
            #expect(it.doAll() == [])
            _ = it.plan.hint(namespace: "plain", registry: "hub", now: it.now)
            #expect(it.doAll() == [])
        }
    }

    @Test("A name that passes to a registry with a narrower rule takes its credential nowhere else")
    func reusedName() {
        var it = PlanFixture([PlanFixture.registry("hub")])
        it.namespace("team-a")
        it.namespace("team-b")
        it.doAll()
        var narrow = PlanFixture.registry("private", secretName: "pullpass-hub")
        narrow.namespaces.names = ["team-a"]
        it.plan.reconfigure(Configuration(registries: [narrow]), now: it.now)
        it.plan.masterSeen("private", it.master(narrow, "r9"), now: it.now)
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
    }

    @Test("Work that cannot be done now is not handed out again at once")
    func unavailable() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let taken = it.plan.takeWork(now: it.now)
        let work = try #require(taken)
        it.plan.workFinished(work, .unavailable, now: it.now)
        let again = it.plan.takeWork(now: it.now)
        #expect(again == nil)
        it.pass(1)
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A confirmed round removes at once whatever removeAfter says")
    func confirmedRound() {
        var it = Self.plan(kept: 1, dropped: 3, confirms: true)
        it.plan.identity.isRound = true
        it.plan.tick(now: it.now)
        it.pass(1)
        #expect(it.doAll().filter { $0.hasPrefix("remove") }.count == 3)
    }

    @Test("Wanted again, it stays, and the time starts over")
    func cancelled() {
        var it = Self.plan(kept: 3, dropped: 1)
        it.pass(3000)
        it.namespace("dropped-0")
        it.pass(3000)
        #expect(it.doAll() == [])
        it.namespace("dropped-0", labels: [:])
        it.pass(3000)
        #expect(it.doAll() == [])
        it.pass(600)
        #expect(it.doAll() == ["remove dropped-0/pullpass-hub"])
    }

    @Test("A Secret that is not ours is not removed")
    func foreign() {
        var it = PlanFixture()
        it.namespace("team-a", labels: [:])
        it.copy("team-a", as: .foreign)
        it.pass(10_000)
        #expect(it.doAll() == [])
    }

    @Test("Nothing is removed in a Terminating, an unknown or a vanished namespace")
    func namespacesThatGo() {
        var it = PlanFixture()
        it.namespace("going", labels: [:], isTerminating: true)
        it.copy("going", uid: "u1")
        it.copy("unknown", uid: "u2")
        it.namespace("gone", labels: [:])
        it.copy("gone", uid: "u3")
        it.plan.namespaceDeleted("gone", now: it.now)
        it.pass(10_000)
        #expect(it.doAll() == [])
    }

    @Test("More than half of all copies are held until it is confirmed, and that is told once")
    func massRemoval() {
        var it = Self.plan(kept: 4, dropped: 5)
        it.pass(3600)
        it.pass(10_000)
        #expect(it.doAll() == [])
        #expect(it.plan.takeNotices() == [.removalHeld(unwanted: 5, total: 9)])
        it.plan.masterSeen("hub", it.master(PlanFixture.registry("hub"), "r2"), now: it.now)
        #expect(it.doAll().count == 4)
        it.namespace("dropped-0")
        // Four are removed, and the one that is wanted again gets the new credential.
        #expect(it.doAll().count == 5)
    }

    @Test("Half of all copies may go, and more with a confirmation")
    func half() {
        var half = Self.plan(kept: 5, dropped: 5)
        half.pass(3600)
        #expect(half.doAll().count == 5)
        var confirmed = Self.plan(kept: 4, dropped: 5, confirms: true)
        confirmed.pass(3600)
        #expect(confirmed.doAll().count == 5)
    }

    @Test("One opted-out namespace is one decision, even where it is the only one")
    func onlyOne() {
        var it = Self.plan(kept: 0, dropped: 1)
        it.pass(3600)
        #expect(it.doAll() == ["remove dropped-0/pullpass-hub"])
    }

    @Test("A registry that leaves the configuration takes its copies with it, after the guard and the delay")
    func droppedRegistry() {
        let (hub, ecr, quay) = (PlanFixture.registry("hub"), PlanFixture.registry("ecr"), PlanFixture.registry("quay"))
        var it = PlanFixture([hub, ecr, quay])
        for index in 0..<3 { it.namespace("n\(index)") }
        #expect(it.doAll().count == 9)
        it.plan.reconfigure(Configuration(registries: [ecr, quay]), now: it.now)
        #expect(it.plan.watchedNames == ["pullpass-hub", "pullpass-ecr", "pullpass-quay"])
        #expect(it.plan.masterChores() == [])
        it.pass(3600)
        #expect(it.doAll().sorted() == ["remove n0/pullpass-hub", "remove n1/pullpass-hub", "remove n2/pullpass-hub"])
        #expect(it.plan.watchedNames == ["pullpass-ecr", "pullpass-quay"])
        #expect(it.plan.masterChores() == [.delete(registry: "hub")])
        it.plan.reconfigure(Configuration(registries: [ecr]), now: it.now)
        it.pass(3600)
        #expect(it.doAll().count == 3)
        it.plan.reconfigure(Configuration(registries: []), now: it.now)
        it.pass(10_000)
        #expect(it.doAll() == [])
        #expect(it.plan.takeNotices().contains(.removalHeld(unwanted: 3, total: 3)))
    }

    @Test("A renamed Secret is placed under its new name; the old one is refreshed until it goes")
    func renamed() {
        let keep = PlanFixture.registry("keep")
        var it = PlanFixture([PlanFixture.registry("hub"), keep])
        it.namespace("team-a")
        it.namespace("team-b")
        it.doAll()
        let renamed = PlanFixture.registry("hub", secretName: "hub-login")
        it.plan.reconfigure(Configuration(registries: [renamed, keep]), now: it.now)
        #expect(
            it.plan.masterChores() == [
                .rename(
                    registry: "hub",
                    secretNames: ["hub-login", "pullpass-hub"],
                    anonymousNames: [],
                    alsoPlaces: []
                )
            ]
        )
        it.plan.copiesSynced("hub-login", [:], now: it.now)
        #expect(it.doAll() == ["place team-a/hub-login", "place team-b/hub-login"])
        it.plan.masterSeen("hub", it.master(renamed, "r2"), now: it.now)
        #expect(it.doAll().count == 4)
        it.pass(3600)
        #expect(it.doAll().sorted() == ["remove team-a/pullpass-hub", "remove team-b/pullpass-hub"])
        #expect(it.plan.watchedNames == ["pullpass-keep", "hub-login"])
        #expect(it.plan.masterChores() == [])
    }

    @Test(
        "A refresh of an old name that fails is tried again, long before the name goes",
        arguments: [WorkOutcome.unavailable, .quotaExceeded, .refused, .forbidden],
        [false, true]
    )
    func renamedAndRefused(_ outcome: WorkOutcome, isHeld: Bool) throws {
        // With another registry's copies the removal is due later; alone it is held.
        let others = isHeld ? [] : [PlanFixture.registry("keep"), PlanFixture.registry("quay")]
        var it = PlanFixture([PlanFixture.registry("hub")] + others)
        it.namespace("team-a")
        it.namespace("team-b")
        it.doAll()
        let renamed = PlanFixture.registry("hub", secretName: "hub-login")
        it.plan.reconfigure(Configuration(registries: [renamed] + others), now: it.now)
        if isHeld {
            // The new name may not be read: the old copies are what Pods use.
            it.pass(4000)
            #expect(it.plan.takeNotices() == [.removalHeld(unwanted: 2, total: 2)])
        } else {
            it.plan.copiesSynced("hub-login", [:], now: it.now)
            #expect(it.doAll() == ["place team-a/hub-login", "place team-b/hub-login"])
        }
        it.plan.masterSeen("hub", it.master(renamed, "r2"), now: it.now)
        var failed = 0
        while let work = it.take() {
            if work.secretName == "pullpass-hub", work.namespace == "team-a" {
                it.plan.workFinished(work, outcome, now: it.now)
                failed += 1
            } else {
                it.finish(work)
            }
        }
        #expect(failed == 1)
        let woken = try #require(it.plan.nextWake(now: it.now))
        #expect(woken <= it.now.steady + .seconds(10))
        it.pass(10)
        #expect(it.doAll().contains("rotate team-a/pullpass-hub"))
    }

    @Test("After a restart, a master that is no longer configured brings its copies' names back")
    func restart() {
        var it = PlanFixture([PlanFixture.registry("ecr")], confirmsRemoval: true)
        it.plan.masterSeen("hub", it.master(PlanFixture.registry("hub"), "r1"), now: it.now)
        #expect(it.plan.watchedNames == ["pullpass-ecr", "pullpass-hub"])
        it.namespace("team-a")
        let copy = ObservedCopy(uid: "u1", resourceVersion: "10", ownership: .ours, revision: "r1")
        it.plan.copiesSynced("pullpass-hub", ["team-a": copy], now: it.now)
        var done = it.doAll()
        it.pass(3600)
        done += it.doAll()
        #expect(done == ["place team-a/pullpass-ecr", "remove team-a/pullpass-hub"])
        #expect(it.plan.masterChores() == [.delete(registry: "hub")])
    }

    @Test("Nothing is removed while the watch of namespaces does not work, nor right after")
    func staleView() {
        var it = Self.plan(kept: 3, dropped: 1)
        it.plan.namespaceWatch(works: false, now: it.now)
        it.pass(4000)
        #expect(it.doAll() == [])
        it.plan.namespaceWatch(works: true, now: it.now)
        #expect(it.doAll() == [])
        it.pass(10)
        #expect(it.doAll() == ["remove dropped-0/pullpass-hub"])
    }

    @Test("A follower measures the same delay, so that a change of leader does not start it over")
    func handover() {
        var it = Self.plan(kept: 3, dropped: 1)
        it.plan.lead(false, now: it.now)
        it.pass(3600)
        #expect(it.doAll() == [])
        it.plan.lead(true, now: it.now)
        #expect(it.doAll() == ["remove dropped-0/pullpass-hub"])
    }

    @Test("A namespace list without a namespace is a deletion, a copy list without a copy is one too")
    func resync() {
        var it = Self.plan(kept: 2, dropped: 0)
        it.plan.copiesSynced("pullpass-hub", [:], now: it.now)
        #expect(it.doAll().count == 2)
        it.plan.namespacesSynced([ObservedNamespace(name: "kept-0", labels: PlanFixture.optedIn)], now: it.now)
        it.plan.copiesSynced("pullpass-hub", [:], now: it.now)
        // Gone for the second time within moments: it waits for one.
        #expect(it.doAll() == [])
        it.pass(1)
        #expect(it.doAll() == ["place kept-0/pullpass-hub"])
    }
}
