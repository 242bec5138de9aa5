import Configuration
import Controllers
import Status
import Testing

@testable import SecretKeeper

/// Each namespace has a Role of its own, and there is no ClusterRole: what one lacks others may have.
@Suite("Plan: rights by namespace")
struct NamespaceRightsTests {
    private static let hub = PlanFixture.registry("hub")
    private static let secret = "pullpass-hub"

    /// A leader that knows the namespaces and the masters, and has listed nothing.
    private static func unlisted(_ namespaces: [String]) -> PlanFixture {
        var it = PlanFixture([hub], confirmsRemoval: true, syncs: false)
        it.plan.identity.hasRoles = true
        it.plan.namespaceWatch(works: true, now: it.now)
        let all = namespaces.map {
            ObservedNamespace(name: $0, labels: PlanFixture.optedIn, isTerminating: false)
        }
        it.plan.namespacesSynced(all, now: it.now)
        it.plan.mastersSynced(["hub": it.master(hub, "r1")], now: it.now)
        it.pass(60)
        return it
    }

    private static func refuse(_ it: inout PlanFixture, in namespace: String) {
        while let work = it.take() {
            guard work.namespace == namespace else {
                it.finish(work)
                continue
            }
            it.plan.workFinished(work, .forbidden, now: it.now)
        }
    }

    @Test("What was listed is written, whatever was not")
    func listing() {
        var it = Self.unlisted(["a", "b"])
        #expect(it.doAll() == [])
        it.plan.copyListed(Self.secret, namespace: "a", nil, version: "10", now: it.now)
        #expect(it.doAll() == ["place a/pullpass-hub"])
        it.plan.masterSeen("hub", it.master(Self.hub, "r2"), now: it.now)
        #expect(it.doAll() == ["rotate a/pullpass-hub"])
        #expect(it.plan.copyCounts.map(\.tally.wanted) == [1])
        #expect(!it.plan.isSettled)
        it.plan.copyListed(Self.secret, namespace: "b", nil, version: "20", now: it.now)
        it.plan.allCopiesListed(Self.secret, now: it.now)
        #expect(it.doAll() == ["place b/pullpass-hub"])
        #expect(it.plan.isSettled)
    }

    @Test("Nothing is removed before all was listed: what is not seen may be most of what is not wanted")
    func removal() {
        var it = Self.unlisted(["a", "b"])
        it.plan.copyListed(Self.secret, namespace: "a", nil, version: "10", now: it.now)
        it.doAll()
        it.namespace("a", labels: [:])
        it.pass(100_000)
        #expect(it.doAll() == [])
        it.plan.copyListed(Self.secret, namespace: "b", nil, version: "20", now: it.now)
        #expect(it.doAll() == ["place b/pullpass-hub"])
        it.plan.allCopiesListed(Self.secret, now: it.now)
        #expect(it.doAll() == ["remove a/pullpass-hub"])
    }

    @Test("A right that one namespace lacks stops that one alone, and is counted there")
    func forbidden() throws {
        var it = PlanFixture()
        it.plan.identity.hasRoles = true
        for name in ["a", "b", "c"] { it.namespace(name) }
        Self.refuse(&it, in: "b")
        #expect(it.plan.copies.secretNames[0].nextTry == nil)
        let tally = try #require(it.plan.copyCounts.first?.tally)
        #expect(tally.present == 2 && tally[.forbidden] == 1)
        for name in ["a", "c"] {
            let uid = try #require(it.plan.copies[Self.secret, in: name]?.observed?.uid)
            it.plan.copyDeleted(Self.secret, namespace: name, uid: uid, now: it.now)
        }
        #expect(Set(it.takeAll()) == ["place a/pullpass-hub", "place c/pullpass-hub"])
    }

    @Test("A Secret that may not be removed in one namespace is told as that")
    func left() {
        var it = PlanFixture([Self.hub, PlanFixture.registry("quay")], confirmsRemoval: true)
        it.plan.identity.hasRoles = true
        for name in ["a", "b"] { it.namespace(name) }
        it.doAll()
        it.plan.reconfigure(Configuration(registries: [PlanFixture.registry("quay")]), now: it.now)
        it.pass(20)
        Self.refuse(&it, in: "b")
        #expect(it.plan.leftCopies(unseen: []).map(\.counts) == [[.forbidden: 1]])
    }

    @Test("Who ends the delay after a missing right with an event each time has it tried ever more seldom")
    func hurried() {
        var it = PlanFixture()
        it.plan.identity.hasRoles = true
        it.namespace("a")
        var tries = 0
        for number in 0..<6000 {
            if let work = it.take() {
                tries += 1
                it.plan.workFinished(work, .forbidden, now: it.now)
            }
            it.namespace("a", labels: ["n": "\(number)", "pullpass.dev/inject": "enabled"])
            it.pass(0.1)
        }
        #expect((8...14).contains(tries), "\(tries)")
    }
}
