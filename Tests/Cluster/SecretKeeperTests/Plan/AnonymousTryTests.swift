import Configuration
import Controllers
import Credentials
import Images
import Testing

@testable import SecretKeeper

/// The Secret of the anonymous try: which namespaces have it, and what is in it.
@Suite("Plan: the anonymous try")
struct AnonymousTryTests {
    static func registry(
        _ name: String,
        namespaces: NamespaceRule = NamespaceRule(),
        placement: Registry.Placement = .eager,
        isAnonymous: Bool = true
    ) -> Registry {
        var registry = PlanFixture.registry(name, namespaces: namespaces, placement: placement)
        registry.anonymousFallback = isAnonymous
        return registry
    }

    static let secretName = "pullpass-anonymous"

    /// A plan whose masters have the keys `<name>.example`, with everything listed.
    static func plan(_ registries: [Registry], masters: Bool = true) -> PlanFixture {
        var it = PlanFixture(registries, masters: false)
        it.plan.copiesSynced(secretName, [:], now: it.now)
        for registry in registries where masters { it.fetched(registry) }
        return it
    }

    static func revision(_ keys: String...) -> String { AnonymousContent(AnonymousAuths(following: keys)).revision }

    @Test("It holds the keys of the registries that a namespace may have, and of no others")
    func contents() throws {
        var it = Self.plan([
            Self.registry("all"), Self.registry("prod", namespaces: NamespaceRule(labels: ["tier": "prod"])),
            Self.registry("team", namespaces: NamespaceRule(names: ["team-*"])),
            Self.registry("strict", isAnonymous: false),
        ])
        it.namespace("team-a")
        it.namespace("prod-a", labels: PlanFixture.optedIn.merging(["tier": "prod"]) { $1 })
        it.namespace("other")
        it.namespace("out", labels: [:])
        it.doAll()
        #expect(it.anonymous("team-a") == Self.revision("all.example", "team.example"))
        #expect(it.anonymous("prod-a") == Self.revision("all.example", "prod.example"))
        #expect(it.anonymous("other") == Self.revision("all.example"))
        #expect(it.anonymous("out") == nil)
    }

    @Test("There is none where no registry that is allowed has an anonymous try")
    func none() {
        var it = Self.plan([
            Self.registry("hub", isAnonymous: false),
            Self.registry("team", namespaces: NamespaceRule(names: ["team-a"])),
        ])
        it.namespace("team-b")
        #expect(it.doAll() == ["place team-b/pullpass-hub"])
        it.namespace("team-a")
        #expect(it.doAll().contains("place team-a/pullpass-anonymous"))
    }

    @Test("Without any such registry nobody looks for it")
    func unwatched() {
        let it = PlanFixture([Self.registry("hub", isAnonymous: false)])
        #expect(it.plan.watchedNames == ["pullpass-hub"])
    }

    @Test("It waits for the first master, and has the keys that masters come to have")
    func keys() {
        var it = Self.plan([Self.registry("a"), Self.registry("b")], masters: false)
        it.namespace("team-a")
        #expect(it.doAll() == [])
        it.fetched(Self.registry("a"))
        it.doAll()
        #expect(it.anonymous("team-a") == Self.revision("a.example"))
        it.fetched(Self.registry("b"), keys: ["b.example", "c.example/x"])
        #expect(it.doAll().contains("rotate team-a/pullpass-anonymous"))
        #expect(it.anonymous("team-a") == Self.revision("a.example", "b.example", "c.example/x"))
        // A new credential under the same keys changes nothing about it.
        it.fetched(Self.registry("b"), "r2", keys: ["b.example", "c.example/x"])
        #expect(it.doAll() == ["rotate team-a/pullpass-b"])
    }

    @Test("It changes with the labels of its namespace, in place")
    func labels() {
        var it = Self.plan([
            Self.registry("all"), Self.registry("prod", namespaces: NamespaceRule(labels: ["tier": "prod"])),
        ])
        it.namespace("team-a")
        it.doAll()
        it.namespace("team-a", labels: PlanFixture.optedIn.merging(["tier": "prod"]) { $1 })
        #expect(it.doAll().sorted() == ["place team-a/pullpass-prod", "rotate team-a/pullpass-anonymous"])
        #expect(it.anonymous("team-a") == Self.revision("all.example", "prod.example"))
    }

    @Test("Who changes labels again and again has it written ever more seldom")
    func flipping() {
        var it = Self.plan([
            Self.registry("all"), Self.registry("prod", namespaces: NamespaceRule(labels: ["tier": "prod"])),
        ])
        it.namespace("team-a")
        it.doAll()
        var writes = 0
        for turn in 0..<300 {
            let labels = turn.isMultiple(of: 2) ? ["tier": "prod"] : [:]
            it.namespace("team-a", labels: PlanFixture.optedIn.merging(labels) { $1 })
            writes += it.doAll().count { $0 == "rotate team-a/pullpass-anonymous" }
            it.pass(1)
        }
        #expect(writes > 2)
        #expect(writes < 15)
    }

    @Test("It goes as other copies do, `removeAfter` after nobody wants it")
    func removal() {
        var it = Self.plan([Self.registry("hub")])
        for name in ["team-a", "team-b", "team-c"] { it.namespace(name) }
        it.doAll()
        #expect(it.plan.removals.ours == 6)
        it.namespace("team-a", labels: [:])
        it.pass(3590)
        #expect(it.doAll() == [])
        it.pass(10)
        #expect(it.doAll().sorted() == ["remove team-a/pullpass-anonymous", "remove team-a/pullpass-hub"])
    }

    @Test("With the last registry that has it, it goes from everywhere")
    func switchedOff() {
        let plain = Self.registry("hub", isAnonymous: false)
        var it = Self.plan([Self.registry("hub")])
        it.namespace("team-a")
        it.namespace("team-b")
        it.doAll()
        it.plan.reconfigure(Configuration(registries: [plain]), now: it.now)
        it.pass(3600)
        #expect(it.doAll().sorted() == ["remove team-a/pullpass-anonymous", "remove team-b/pullpass-anonymous"])
        #expect(it.plan.watchedNames == ["pullpass-hub"])
    }

    @Test("A mass removal that waits for a confirmation holds it, too")
    func heldRemoval() {
        var it = Self.plan([Self.registry("hub")])
        for name in ["team-a", "team-b", "team-c"] { it.namespace(name) }
        it.doAll()
        for name in ["team-a", "team-b"] { it.namespace(name, labels: [:]) }
        it.pass(7200)
        #expect(it.doAll() == [])
        #expect(it.plan.removals.held.count == 4)
    }

    @Test("After a restart the master brings its name back, so that it goes with the rest", arguments: [true, false])
    func restart(isRenamed: Bool) {
        var it = PlanFixture([Self.registry("ecr", isAnonymous: isRenamed)])
        it.plan.copiesSynced(Self.secretName, [:], now: it.now)
        var master = it.master(PlanFixture.registry("hub"), "r1")
        master.anonymousNames = [isRenamed ? "old-anonymous" : Self.secretName]
        it.plan.masterSeen("hub", master, now: it.now)
        let name = master.anonymousNames[0]
        #expect(it.plan.watchedNames.contains(name))
        it.namespace("team-a")
        it.plan.copiesSynced("pullpass-hub", [:], now: it.now)
        let copy = ObservedCopy(
            uid: "u1",
            resourceVersion: "10",
            ownership: .ours,
            revision: Self.revision("hub.example")
        )
        it.plan.copiesSynced(name, ["team-a": copy], now: it.now)
        it.doAll()
        #expect(it.plan.masterChores().contains(.delete(registry: "hub")) == false)
        it.pass(3600)
        #expect(it.doAll() == ["remove team-a/\(name)"])
        #expect(it.plan.masterChores().contains(.delete(registry: "hub")))
    }

    @Test("Masters remember its name as long as there are copies")
    func names() {
        let hub = Self.registry("hub")
        var it = Self.plan([hub])
        #expect(
            it.plan.masterChores() == [
                .rename(
                    registry: "hub",
                    secretNames: ["pullpass-hub"],
                    anonymousNames: [Self.secretName],
                    alsoPlaces: []
                )
            ]
        )
        it.namespace("team-a")
        it.doAll()
        var renamed = Configuration(registries: [hub])
        renamed.injection.anonymousSecretName = "no-login"
        it.plan.reconfigure(renamed, now: it.now)
        it.plan.copiesSynced("no-login", [:], now: it.now)
        #expect(it.doAll() == ["place team-a/no-login"])
        #expect(
            it.plan.masterChores() == [
                .rename(
                    registry: "hub",
                    secretNames: ["pullpass-hub"],
                    anonymousNames: ["no-login", Self.secretName],
                    alsoPlaces: []
                )
            ]
        )
        it.pass(3600)
        #expect(it.doAll() == ["remove team-a/pullpass-anonymous"])
        #expect(
            it.plan.masterChores() == [
                .rename(registry: "hub", secretNames: ["pullpass-hub"], anonymousNames: ["no-login"], alsoPlaces: [])
            ]
        )
    }

    @Test("A lazy one is placed with the first copy that is needed, and stays")
    func lazy() {
        var it = Self.plan([Self.registry("hub", placement: .lazy), Self.registry("pub", placement: .lazy)])
        it.namespace("team-a")
        #expect(it.doAll() == [])
        let isWanted = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(isWanted)
        #expect(it.doAll().sorted() == ["place team-a/pullpass-anonymous", "place team-a/pullpass-hub"])
        #expect(it.anonymous("team-a") == Self.revision("hub.example", "pub.example"))
        let uid = it.plan.copies[Self.secretName, in: "team-a"]?.observed?.uid ?? ""
        it.plan.copyDeleted(Self.secretName, namespace: "team-a", uid: uid, now: it.now)
        #expect(it.doAll() == ["place team-a/pullpass-anonymous"])
    }

    @Test("A copy of a lazy registry that is there when all are listed brings it, too")
    func lazyThere() {
        var it = PlanFixture([Self.registry("hub", placement: .lazy)], masters: false)
        it.plan.copiesSynced(Self.secretName, [:], now: it.now)
        it.fetched(Self.registry("hub", placement: .lazy))
        it.namespace("team-a")
        #expect(it.doAll() == [])
        it.copy("team-a")
        #expect(it.doAll() == ["place team-a/pullpass-anonymous"])
    }

    @Test("A replica that does not lead places it where a Pod waits, and does nothing else about it")
    func follower() {
        var it = Self.plan([Self.registry("hub")])
        it.plan.lead(false, now: it.now)
        it.namespace("team-a")
        #expect(it.doAll() == [])
        _ = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(it.takeAll().sorted() == ["ask+place team-a/pullpass-anonymous", "ask+place team-a/pullpass-hub"])
    }

    @Test("Somebody else's Secret of its name is left alone, and told")
    func foreign() {
        var it = Self.plan([Self.registry("hub")])
        it.copy("team-a", Self.secretName, uid: "f", as: .foreign, revision: nil)
        it.namespace("team-a")
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
        #expect(
            it.plan.takeNotices() == [
                .foreign(namespace: "team-a", secretName: Self.secretName, purpose: .anonymousTry, uid: "f")
            ]
        )
    }

    @Test("A registry that has the name for itself keeps it")
    func takenName() {
        var hub = Self.registry("hub")
        hub.secretName = Self.secretName
        var it = PlanFixture([hub])
        it.namespace("team-a")
        #expect(it.doAll() == ["place team-a/pullpass-anonymous"])
        #expect(it.plan.copies.secretNames[0].purpose == .credential(of: "hub"))
    }

    @Test("Where its right is missing the credentials are placed and renewed all the same")
    func forbidden() throws {
        let hub = Self.registry("hub")
        var it = Self.plan([hub])
        it.namespace("team-a")
        for _ in 0..<2 {
            let work = try it.next()
            if work.purpose == .anonymousTry {
                it.plan.workFinished(work, .forbidden, now: it.now)
            } else {
                it.finish(work)
            }
        }
        it.fetched(hub, "r2")
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
    }
}

extension PlanFixture {
    /// A fetch of a registry has brought a master.
    mutating func fetched(
        _ registry: Registry,
        _ revision: String = "r1",
        keys: [String]? = nil,
        isFormer: Bool = false
    ) {
        var master = master(registry, revision)
        master.keys = keys ?? registry.matchImages.map(\.text)
        master.anonymousNames = plan.credentials[registry.name]?.master?.anonymousNames ?? []
        if isFormer { master.fingerprint = CredentialFingerprint(registry).formerText }
        plan.masterSeen(registry.name, master, now: now)
    }

    /// The revision of the anonymous try in a namespace, as the plan knows it.
    func anonymous(_ namespace: String) -> String? {
        plan.copies[AnonymousTryTests.secretName, in: namespace]?.observed?.revision
    }
}
