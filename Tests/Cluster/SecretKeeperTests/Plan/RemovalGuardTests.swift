import Configuration
import Controllers
import EventLoop
import Testing

@testable import SecretKeeper

@Suite("Plan: forged copies and the guard against mass removal")
struct RemovalGuardTests {
    /// So many namespaces with real copies, and forged ones in namespaces that are not opted in.
    private static func plan(real: Int, forged: Int, revision: String = "r1") -> PlanFixture {
        var it = PlanFixture()
        for index in 0..<real { it.namespace("real-\(index)") }
        it.doAll()
        for index in 0..<forged {
            it.namespace("forged-\(index)", labels: [:])
            it.copy("forged-\(index)", uid: "f\(index)", revision: revision)
        }
        return it
    }

    @Test(
        "Secrets with our marks where nothing was ever wanted hold no removal, and go themselves",
        arguments: ["r1", "other"]
    )
    func forgedHold(_ revision: String) {
        var it = Self.plan(real: 4, forged: 100, revision: revision)
        it.namespace("real-0", labels: [:])
        it.pass(3600)
        let done = it.doAll()
        #expect(done.contains("remove real-0/pullpass-hub"))
        #expect(done.count == 101)
        #expect(it.plan.takeNotices().isEmpty)
    }

    @Test("Nor do they make a mass removal look small")
    func forgedHide() {
        var it = Self.plan(real: 6, forged: 1000)
        for index in 0..<4 { it.namespace("real-\(index)", labels: [:]) }
        it.pass(3600)
        #expect(it.doAll() == [])
        #expect(it.plan.takeNotices() == [.removalHeld(unwanted: 4, total: 6)])
    }

    /// A plan that starts with copies of four namespaces in place, and forged ones; with `early`, a new credential is fetched before any is
    /// listed.
    private static func restarted(
        revision: String,
        forged: Int,
        opted: [String: String],
        early: Bool = false
    ) -> PlanFixture {
        let hub = PlanFixture.registry("hub")
        var it = PlanFixture([hub], syncs: false)
        var copies: [String: ObservedCopy] = [:]
        var namespaces: [ObservedNamespace] = []
        func add(_ name: String, _ labels: [String: String], _ revision: String) {
            namespaces.append(ObservedNamespace(name: name, labels: labels))
            copies[name] = ObservedCopy(uid: name, resourceVersion: "5", ownership: .ours, revision: revision)
        }
        for index in 0..<4 { add("real-\(index)", index == 0 ? PlanFixture.optedIn : opted, "r1") }
        for index in 0..<forged { add("forged-\(index)", [:], revision) }
        it.plan.namespaceWatch(works: true, now: it.now)
        if early {
            it.plan.mastersSynced(["hub": it.master(hub, "r1")], now: it.now)
            it.plan.masterSeen("hub", it.master(hub, "r2"), now: it.now)
        }
        it.plan.copiesSynced("pullpass-hub", copies, now: it.now)
        it.plan.namespacesSynced(namespaces, now: it.now)
        if !early { it.plan.mastersSynced(["hub": it.master(hub, "r1")], now: it.now) }
        it.pass(1)
        return it
    }

    @Test(
        "After a restart with a mistake in the configuration, what was kept until then is held, also past the next rotation"
    )
    func restart() {
        var it = Self.restarted(revision: "r1", forged: 0, opted: [:])
        it.plan.masterSeen("hub", it.master(PlanFixture.registry("hub"), "r2"), now: it.now)
        it.pass(4000)
        #expect(it.doAll() == ["rotate real-0/pullpass-hub"])
        #expect(it.plan.takeNotices() == [.removalHeld(unwanted: 3, total: 4)])
    }

    @Test("The same where a new credential was fetched before all copies were listed")
    func restartWithFetch() {
        var it = Self.restarted(revision: "r1", forged: 0, opted: [:], early: true)
        it.pass(4000)
        #expect(it.doAll() == ["rotate real-0/pullpass-hub"])
        #expect(it.plan.takeNotices() == [.removalHeld(unwanted: 3, total: 4)])
    }

    @Test("Who does not know the present revision has no weight after a restart either")
    func forgedBefore() {
        var it = Self.restarted(revision: "guessed", forged: 50, opted: PlanFixture.optedIn)
        it.namespace("real-3", labels: [:])
        // Once judged, it stays so, whatever the annotation says later.
        it.copy("forged-0", uid: "forged-0", version: "9", revision: "r1")
        it.pass(3600)
        #expect(it.doAll().count == 51)
        #expect(it.plan.takeNotices().isEmpty)
    }

    @Test("A Secret that was somebody else's before it got our marks has no weight")
    func marked() {
        var it = Self.plan(real: 2, forged: 0)
        for index in 0..<10 {
            it.namespace("later-\(index)", labels: [:])
            it.copy("later-\(index)", uid: "l\(index)", version: "1", as: .foreign)
            it.copy("later-\(index)", uid: "l\(index)", version: "2", as: .ours)
        }
        it.namespace("real-0", labels: [:])
        it.pass(3600)
        #expect(it.doAll().count == 11)
    }

    @Test("A copy that the leader placed before this replica had seen the label counts as wanted from then on")
    func behind() {
        var it = Self.plan(real: 3, forged: 0)
        for name in ["a", "b", "c", "d"] {
            it.namespace(name, labels: [:])
            it.copy(name, uid: name)
            it.namespace(name)
        }
        #expect(it.plan.removals.ours == 7)
        for name in ["a", "b", "c", "d"] { it.namespace(name, labels: [:]) }
        it.pass(3600)
        #expect(it.doAll() == [])
    }

    @Test("A forged Secret under a retired name keeps neither the name nor its master alive")
    func retired() {
        let (hub, quay) = (PlanFixture.registry("hub"), PlanFixture.registry("quay"))
        var it = PlanFixture([hub, quay], confirmsRemoval: true)
        it.namespace("team-a")
        it.namespace("plain", labels: [:])
        it.doAll()
        it.plan.reconfigure(Configuration(registries: [hub]), now: it.now)
        // No write of ours can come to light any more.
        it.pass(SecretNameState.settlingTime)
        it.copy("plain", "pullpass-quay", uid: "forged")
        #expect(it.doAll().contains("remove team-a/pullpass-quay"))
        it.copy("plain", "pullpass-quay", uid: "forged again")
        #expect(it.plan.watchedNames == ["pullpass-hub"])
        #expect(it.plan.masterChores() == [.delete(registry: "quay")])
    }
}
