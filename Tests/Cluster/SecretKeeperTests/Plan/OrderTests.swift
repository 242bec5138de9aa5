import Configuration
import Controllers
import EventLoop
import Testing
import Text

@testable import SecretKeeper

/// What the checker of all orders has found, one by one.
@Suite("Plan: what is told in another order than it happened")
struct OrderTests {
    private static let hub = PlanFixture.registry("hub")

    private func placed(_ it: PlanFixture, uid: String = "new", version: String = "20") -> WorkOutcome {
        .written(ObservedCopy(uid: uid, resourceVersion: version, ownership: .ours, revision: "r1"))
    }

    @Test("A copy that was deleted right after it was placed is placed again, though the answer comes last")
    func deletedBeforeTheAnswer() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let work = try it.next()
        it.copy("team-a", uid: "new", version: "20")
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "new", version: "21", now: it.now)
        it.plan.workFinished(work, placed(it), now: it.now)
        #expect(it.plan.copies["pullpass-hub", in: "team-a"]?.observed == nil)
        it.pass(2)
        #expect(it.takeAll() == ["place team-a/pullpass-hub"])
    }

    @Test("The same where only a list shows that it is gone")
    func absentFromAList() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let work = try it.next()
        it.plan.copiesSynced("pullpass-hub", [:], version: "21", now: it.now)
        it.plan.workFinished(work, placed(it), now: it.now)
        it.pass(2)
        #expect(it.takeAll() == ["place team-a/pullpass-hub"])
    }

    @Test("The same where versions are no numbers, by the uid")
    func opaqueVersions() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let work = try it.next()
        it.copy("team-a", uid: "new", version: "a")
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "new", version: "b", now: it.now)
        it.plan.workFinished(work, placed(it, version: "a"), now: it.now)
        it.pass(2)
        #expect(it.takeAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A copy of a namespace that is gone is not put back by a late answer")
    func namespaceGone() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        let work = try it.next()
        it.copy("team-a", uid: "new", version: "20")
        it.plan.namespaceDeleted("team-a", now: it.now)
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "new", version: "21", now: it.now)
        it.plan.workFinished(work, placed(it), now: it.now)
        #expect(it.plan.copies.rows.isEmpty)
        it.namespace("team-a")
        #expect(it.takeAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A list that is older than the answer to a write takes nothing away for good")
    func oldList() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.plan.workFinished(try it.next(), placed(it), now: it.now)
        it.plan.copiesSynced("pullpass-hub", [:], version: "19", now: it.now)
        it.copy("team-a", uid: "new", version: "20")
        #expect(it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid == "new")
        #expect(it.takeAll().isEmpty)
    }

    @Test("Whoever comes after an immutable copy is not taken for immutable")
    func immutable() throws {
        var it = PlanFixture([Self.hub])
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10")
        it.plan.masterSeen("hub", it.master(Self.hub, "r2"), now: it.now)
        let work = try it.next()
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", version: "11", now: it.now)
        it.copy("team-a", uid: "u2", version: "12", revision: "r1")
        it.plan.workFinished(work, .immutable, now: it.now)
        it.pass(2)
        #expect(it.takeAll() == ["rotate team-a/pullpass-hub"])
    }

    @Test("A copy that another manager shares gets the next credential, with force")
    func shared() throws {
        var it = PlanFixture([Self.hub])
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10", as: .edited)
        // With force nothing changes: the other one has applied the same.
        let shared = ObservedCopy(uid: "u1", resourceVersion: "10", ownership: .edited, revision: "r1")
        it.plan.workFinished(try it.next(), .written(shared), now: it.now)
        #expect(it.takeAll().isEmpty)
        it.plan.masterSeen("hub", it.master(Self.hub, "r2"), now: it.now)
        let rotation = try it.next()
        #expect(rotation.text == "rotate team-a/pullpass-hub")
        it.plan.workFinished(rotation, .conflict, now: it.now)
        it.pass(2)
        #expect(it.takeAll() == ["repair team-a/pullpass-hub"])
    }

    @Test("After the list of a server that was restored from a backup nothing that was remembered counts")
    func restored() throws {
        var it = PlanFixture([Self.hub])
        it.namespace("team-a")
        it.copy("team-a", uid: "u1", version: "10")
        it.plan.masterSeen("hub", it.master(Self.hub, "r2"), now: it.now)
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
        it.copy("team-a", uid: "u1", version: "1001", revision: "r2")
        let old = ObservedCopy(uid: "u1", resourceVersion: "10", ownership: .ours, revision: "r1")
        it.plan.copiesSynced("pullpass-hub", ["team-a": old], version: "10", now: it.now)
        #expect(it.takeAll() == ["rotate team-a/pullpass-hub"])
    }

    @Test("A copy that goes while other namespaces are listed for the first time is known to be gone")
    func firstLists() {
        var it = PlanFixture(syncs: false)
        let copy = ObservedCopy(uid: "u1", resourceVersion: "10", ownership: .ours, revision: "r1")
        it.plan.copyListed("pullpass-hub", namespace: "team-a", copy, version: "10", now: it.now)
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", version: "11", now: it.now)
        it.plan.copyListed("pullpass-hub", namespace: "team-b", nil, version: "12", now: it.now)
        it.plan.allCopiesListed("pullpass-hub", now: it.now)
        it.plan.mastersSynced(["hub": it.master(Self.hub, "r1")], now: it.now)
        let namespaces = ["team-a", "team-b"].map { ObservedNamespace(name: $0, labels: PlanFixture.optedIn) }
        it.plan.namespacesSynced(namespaces, now: it.now)
        #expect(it.takeAll().sorted() == ["place team-a/pullpass-hub", "place team-b/pullpass-hub"])
    }
}
