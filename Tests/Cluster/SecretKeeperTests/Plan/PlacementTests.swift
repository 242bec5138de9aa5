import Configuration
import Controllers
import EventLoop
import TestSupport
import Testing

@testable import SecretKeeper

@Suite("Plan: what is placed where")
struct PlacementTests {
    @Test("A namespace that is opted in gets an absent copy of each registry that takes it")
    func optedIn() {
        var it = PlanFixture([PlanFixture.registry("hub"), PlanFixture.registry("ecr")])
        it.namespace("team-a")
        #expect(it.takeAll() == ["place team-a/pullpass-hub", "place team-a/pullpass-ecr"])
    }

    @Test(
        "Namespaces that are not opted in, excluded or being deleted get nothing",
        arguments: [
            ("team-a", [:], false), ("team-a", ["pullpass.dev/inject": "disabled"], false),
            ("pullpass", PlanFixture.optedIn, false), ("kube-system", PlanFixture.optedIn, false),
            ("kube-node-lease", PlanFixture.optedIn, false), ("team-a", PlanFixture.optedIn, true),
        ] as [(String, [String: String], Bool)]
    )
    func notForUs(_ name: String, _ labels: [String: String], _ isTerminating: Bool) {
        var it = PlanFixture()
        it.namespace(name, labels: labels, isTerminating: isTerminating)
        #expect(it.takeAll().isEmpty)
    }

    @Test(
        "A registry's names and labels must both hold",
        arguments: [
            ("team-a", ["tier": "prod"], true), ("team-", ["tier": "prod"], true),
            ("x-team-a", ["tier": "prod"], false),
            ("team-a", ["tier": "test"], false), ("team-a", [:], false), ("other", ["tier": "prod"], false),
        ] as [(String, [String: String], Bool)]
    )
    func rule(_ name: String, _ labels: [String: String], _ isTaken: Bool) {
        let rule = NamespaceRule(names: ["team-*"], labels: ["tier": "prod"])
        var it = PlanFixture([PlanFixture.registry("hub", namespaces: rule)])
        it.namespace(name, labels: labels.merging(PlanFixture.optedIn) { a, _ in a })
        #expect(it.takeAll().isEmpty == !isTaken)
    }

    @Test("Nothing is placed before namespaces, masters and copies are known, nor without a master")
    func unsynced() {
        let hub = PlanFixture.registry("hub")
        var it = PlanFixture([hub], syncs: false)
        it.namespace("team-a")
        #expect(it.takeAll().isEmpty)
        it.plan.namespacesSynced([ObservedNamespace(name: "team-a", labels: PlanFixture.optedIn)], now: it.now)
        #expect(it.takeAll().isEmpty)
        it.plan.copiesSynced("pullpass-hub", [:], now: it.now)
        #expect(it.takeAll().isEmpty)
        it.plan.mastersSynced([:], now: it.now)
        #expect(it.takeAll().isEmpty)
        it.plan.masterSeen("hub", it.master(hub, "r1"), now: it.now)
        #expect(it.takeAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A replica places nothing of its own accord, and an absent copy after a hint only when a GET says 404")
    func replica() {
        var it = PlanFixture(leads: false)
        it.namespace("team-a")
        #expect(it.takeAll().isEmpty)
        let first = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(first)
        #expect(it.doAll() == ["ask+place team-a/pullpass-hub"])
        let second = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(second)
        #expect(it.doAll() == [])
    }

    @Test("A replica neither repairs, rotates nor removes")
    func replicaUpdates() {
        var it = PlanFixture(leads: false)
        it.namespace("edited")
        it.namespace("old")
        it.namespace("unwanted", labels: [:])
        it.copy("edited", as: .edited)
        it.copy("old", revision: "r0")
        it.copy("unwanted")
        it.pass(100_000)
        #expect(it.takeAll().isEmpty)
    }

    @Test("A lazy copy is made after the first hint only, then kept, refreshed and restored")
    func lazy() {
        let hub = PlanFixture.registry("hub", placement: .lazy)
        var it = PlanFixture([hub])
        it.namespace("team-a")
        it.namespace("team-b")
        #expect(it.doAll() == [])
        let hinted = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(hinted)
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
        it.plan.masterSeen("hub", it.master(hub, "r2"), now: it.now)
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
        let uid = it.plan.copies[CopyKey(row: 0, column: 0)].observed?.uid ?? ""
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: uid, now: it.now)
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A hint for a namespace that is not known yet counts when it comes, but not for ever")
    func earlyHint() {
        var it = PlanFixture([PlanFixture.registry("hub", placement: .lazy)])
        for name in ["soon", "late", "plain"] {
            let isWanted = it.plan.hint(namespace: name, registry: "hub", now: it.now)
            #expect(!isWanted)
        }
        #expect(it.doAll() == [])
        it.pass(200)
        it.namespace("soon")
        it.namespace("plain", labels: [:])
        // Nothing speaks for it but the hint itself, until a Pod is seen.
        #expect(it.doAll() == [])
        let unproven = it.plan.takeUnproven()
        #expect(unproven == [UnprovenHint(namespace: "soon", registry: "hub")])
        let isWanted = it.plan.hint(namespace: "soon", registry: "hub", now: it.now)
        #expect(isWanted)
        #expect(it.doAll() == ["place soon/pullpass-hub"])
        it.pass(200)
        it.namespace("late")
        #expect(it.plan.takeUnproven().isEmpty)
        #expect(it.doAll() == [])
    }

    @Test("No flood of invented namespaces grows without bound, or keeps a true one out for long")
    func inventedNamespaces() {
        var hints = EarlyHints()
        for index in 0..<100_000 { hints.add(namespace: "invented-\(index)", registry: "hub", now: .at(0)) }
        let first = hints.take(namespace: "invented-0", now: .at(1))
        let last = hints.take(namespace: "invented-99999", now: .at(1))
        #expect(first == ["hub"])
        #expect(last == [])
        hints.add(namespace: "true", registry: "quay", now: .at(400))
        let taken = hints.take(namespace: "true", now: .at(401))
        let again = hints.take(namespace: "true", now: .at(401))
        #expect(taken == ["quay"])
        #expect(again == [])
    }

    @Test("A flood of invented namespaces that never ends has no hint for a new namespace forgotten")
    func endlessFlood() {
        var it = PlanFixture([PlanFixture.registry("hub", placement: .lazy), PlanFixture.registry("quay")])
        for _ in 0..<6 {
            it.pass(100)
            for index in 0..<1024 {
                let isWanted = it.plan.hint(namespace: "invented-\(index)", registry: "hub", now: it.now)
                #expect(!isWanted)
            }
        }
        let isWanted = it.plan.hint(namespace: "true", registry: "hub", now: it.now)
        #expect(!isWanted)
        it.namespace("true")
        let proofs = it.plan.takeUnproven()
        #expect(proofs == [UnprovenHint(namespace: "true", registry: "hub")])
        // And nobody looks for long after it has ended.
        it.pass(1000)
        it.namespace("later")
        let later = it.plan.takeUnproven()
        #expect(later == [])
    }

    @Test("A lazy copy that another replica placed is restored as well")
    func lazyByAnother() {
        var it = PlanFixture([PlanFixture.registry("hub", placement: .lazy)])
        it.namespace("team-a")
        it.copy("team-a")
        it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: "u1", now: it.now)
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
    }

    @Test("A hint for an unlabelled, a foreign or an invented namespace, or an unknown registry, is dropped")
    func forged() {
        let rule = NamespaceRule(names: ["team-*"])
        for leads in [true, false] {
            var it = PlanFixture([PlanFixture.registry("hub", namespaces: rule, placement: .lazy)], leads: leads)
            it.namespace("team-unlabelled", labels: [:])
            it.namespace("foreign")
            it.namespace("pullpass")
            it.namespace("team-gone", isTerminating: true)
            it.namespace("team-a")
            for name in ["team-unlabelled", "foreign", "pullpass", "team-gone", "invented", ""] {
                let isWanted = it.plan.hint(namespace: name, registry: "hub", now: it.now)
                #expect(!isWanted, "\(name)")
            }
            let isWanted = it.plan.hint(namespace: "team-a", registry: "other", now: it.now)
            #expect(!isWanted)
            #expect(it.takeAll().isEmpty)
        }
    }

    @Test("A hint moves an absent copy to the front of the others")
    func toTheFront() {
        var it = PlanFixture()
        for name in ["a", "b", "c"] { it.namespace(name) }
        let hinted = it.plan.hint(namespace: "c", registry: "hub", now: it.now)
        #expect(hinted)
        #expect(it.takeAll() == ["place c/pullpass-hub", "place a/pullpass-hub", "place b/pullpass-hub"])
    }

    @Test("Absent copies go before repairs, repairs before rotations, rotations before removals")
    func order() {
        let hub = PlanFixture.registry("hub")
        var it = PlanFixture([hub])
        it.namespace("unwanted", labels: [:])
        it.copy("unwanted", uid: "u4")
        for name in ["old", "edited", "x"] { it.namespace(name) }
        for name in ["old", "x"] { it.copy(name, uid: "u-\(name)") }
        it.copy("edited", uid: "u3", as: .edited)
        it.pass(3601)
        it.plan.masterSeen("hub", it.master(hub, "r2"), now: it.now)
        it.namespace("new")
        #expect(
            it.takeAll() == [
                "place new/pullpass-hub", "repair edited/pullpass-hub", "rotate old/pullpass-hub",
                "rotate x/pullpass-hub", "remove unwanted/pullpass-hub",
            ]
        )
    }

    @Test("An event touches only what it concerns")
    func incremental() {
        var it = PlanFixture()
        for index in 0..<100 { it.namespace("n\(index)") }
        it.doAll()
        it.plan.copyDeleted(
            "pullpass-hub",
            namespace: "n7",
            uid: it.plan.copies[CopyKey(row: 7, column: 0)].observed?.uid ?? "",
            now: it.now
        )
        #expect(it.plan.queue.count == 1)
        #expect(it.doAll() == ["place n7/pullpass-hub"])
    }

    @Test("A copy takes no more room than it must: there may be a hundred thousand")
    func room() { #expect(MemoryLayout<CopyState>.stride <= 192) }

    @Test("Rows of namespaces that are gone are used again")
    func rows() {
        var it = PlanFixture()
        for index in 0..<1000 {
            it.namespace("ci-\(index)")
            it.doAll()
            let uid = it.plan.copies[CopyKey(row: 0, column: 0)].observed?.uid ?? ""
            it.plan.namespaceDeleted("ci-\(index)", now: it.now)
            it.plan.copyDeleted("pullpass-hub", namespace: "ci-\(index)", uid: uid, now: it.now)
        }
        #expect(it.plan.copies.namespaces.count == 1)
        #expect(it.plan.removals.ours == 0)
        #expect(it.plan.queue.isEmpty)
    }
}
