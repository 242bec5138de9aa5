import Configuration
import Controllers
import Testing

@testable import SecretKeeper

/// The kubelet takes an update of a Secret for as good as what it held before: one that held a credential is never emptied in place.
@Suite("Plan: Secrets that held a credential")
struct EmptiedSecretTests {
    private static let name = AnonymousTryTests.secretName
    private static let hub = AnonymousTryTests.registry("hub")

    /// A plan with everything in place in `team-a`.
    private static func settled() -> PlanFixture {
        var it = AnonymousTryTests.plan([hub])
        it.namespace("team-a")
        it.doAll()
        return it
    }

    @Test("A copy of a registry that had the name before is deleted and made anew")
    func formerCredential() throws {
        var it = AnonymousTryTests.plan([Self.hub])
        it.copy("team-a", Self.name, uid: "old", version: "10", revision: "5f2c")
        it.namespace("team-a")
        let first = try it.next()
        #expect(first.text == "clear team-a/pullpass-anonymous" || first.text == "place team-a/pullpass-hub")
        it.finish(first)
        #expect(it.doAll().last == "place team-a/pullpass-anonymous")
        #expect(it.plan.copies[Self.name, in: "team-a"]?.observed?.uid != "old")
    }

    @Test(
        "One that somebody edited is deleted and made anew: a credential may have been put in",
        arguments: [
            AnonymousTryTests.revision("hub.example"), AnonymousTryTests.revision("other.example"), nil, "5f2c",
        ]
    )
    func edited(revision: String?) {
        var it = Self.settled()
        it.copy("team-a", Self.name, uid: "p1", version: "2000", as: .edited, revision: revision)
        #expect(it.doAll() == ["clear team-a/pullpass-anonymous", "place team-a/pullpass-anonymous"])
        #expect(it.anonymous("team-a") == AnonymousTryTests.revision("hub.example"))
    }

    @Test("So is one that somebody made immutable in that state")
    func immutable() {
        var it = Self.settled()
        it.plan.copies[it.key].marked.immutableUID = "p1"
        it.copy("team-a", Self.name, uid: "p1", version: "2000", as: .edited)
        #expect(it.doAll() == ["clear team-a/pullpass-anonymous", "place team-a/pullpass-anonymous"])
    }

    @Test("A registry that takes the name of the anonymous try gets a Secret of its own")
    func otherWay() {
        var it = Self.settled()
        var taking = Self.hub
        taking.secretName = Self.name
        var configuration = Configuration(registries: [taking])
        configuration.injection.anonymousSecretName = "no-login"
        it.plan.reconfigure(configuration, now: it.now)
        it.plan.copiesSynced("no-login", [:], now: it.now)
        let done = it.doAll()
        #expect(
            done.filter { $0.hasSuffix(Self.name) } == [
                "clear team-a/pullpass-anonymous", "place team-a/pullpass-anonymous",
            ]
        )
        #expect(done.contains("place team-a/no-login"))
        #expect(it.anonymous("team-a") == "r1")
    }

    @Test("A registry that leaves its name to the anonymous try loses its Secret, and gets another one")
    func leaves() {
        var taking = Self.hub
        taking.secretName = Self.name
        var it = PlanFixture([taking])
        it.fetched(taking)
        it.namespace("team-a")
        #expect(it.doAll() == ["place team-a/pullpass-anonymous"])
        it.plan.reconfigure(Configuration(registries: [Self.hub]), now: it.now)
        it.plan.copiesSynced("pullpass-hub", [:], now: it.now)
        let done = it.doAll()
        #expect(
            done.filter { $0.hasSuffix(Self.name) } == [
                "clear team-a/pullpass-anonymous", "place team-a/pullpass-anonymous",
            ]
        )
        #expect(done.contains("place team-a/pullpass-hub"))
        #expect(it.anonymous("team-a") == AnonymousTryTests.revision("hub.example"))
    }

    @Test("A registry that goes takes its Secrets with it, and nothing is written into them", arguments: [true, false])
    func withdrawn(isFallback: Bool) {
        let pub = AnonymousTryTests.registry("pub", isAnonymous: isFallback)
        var it = AnonymousTryTests.plan([pub, AnonymousTryTests.registry("other"), AnonymousTryTests.registry("third")])
        it.namespace("team-a")
        it.doAll()
        it.plan.reconfigure(
            Configuration(registries: [AnonymousTryTests.registry("other"), AnonymousTryTests.registry("third")]),
            now: it.now
        )
        let now = it.doAll()
        it.pass(3600)
        #expect(now == (isFallback ? ["rotate team-a/pullpass-anonymous"] : []))
        #expect(it.doAll() == ["remove team-a/pullpass-pub"])
    }

    @Test("Making anew goes at once the first time, and ever more seldom where somebody edits again and again")
    func pace() {
        var it = Self.settled()
        var made = 0
        for turn in 0..<120 {
            let copy = it.plan.copies[Self.name, in: "team-a"]
            if copy?.observed?.ownership == .ours {
                it.copy("team-a", Self.name, uid: copy?.observed?.uid ?? "", version: "\(9000 + turn)", as: .edited)
            }
            let done = it.doAll()
            // Nothing is left half done.
            #expect(done.count { $0.hasPrefix("clear") } == done.count { $0.hasPrefix("place") })
            if turn == 0 { #expect(done.count == 2) }
            made += done.count / 2
            it.pass(5)
        }
        #expect(made > 3)
        #expect(made < 12)
        #expect(it.plan.backingOff.count == 1)
        #expect(
            it.plan.takeNotices().contains {
                if case .undone(_, Self.name, .anonymousTry, _, _) = $0 { true } else { false }
            }
        )
    }

    @Test("Where it was deleted and cannot be made, that is tried again, and nothing else waits")
    func refused() throws {
        var it = Self.settled()
        it.copy("team-a", Self.name, uid: "p1", version: "2000", as: .edited)
        it.finish(try it.next())
        let place = try it.next()
        #expect(place.text == "place team-a/pullpass-anonymous")
        it.plan.workFinished(place, .refused, now: it.now)
        it.fetched(Self.hub, "r2")
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
        it.pass(5)
        #expect(it.doAll() == ["place team-a/pullpass-anonymous"])
    }
}

extension PlanFixture {
    /// The place of the anonymous try in `team-a`.
    fileprivate var key: CopyKey {
        CopyKey(row: plan.copies.rows["team-a"] ?? 0, column: plan.copies.columns[AnonymousTryTests.secretName] ?? 0)
    }
}
