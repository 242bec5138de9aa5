import Configuration
import Controllers
import Credentials
import Testing

@testable import SecretKeeper

/// Masters from before the anonymous try had a Secret of its own.
@Suite("Plan: masters of the former format")
struct FormerFormatTests {
    private static let hub = AnonymousTryTests.registry("hub")

    /// A plan that finds a former master and its copies.
    private static func found(in namespaces: [String] = ["team-a"], expiresIn: Double? = nil) -> PlanFixture {
        var it = PlanFixture([hub], masters: false, fetches: false)
        for name in namespaces { it.namespace(name) }
        var copies: [String: ObservedCopy] = [:]
        for (index, name) in namespaces.enumerated() {
            copies[name] = ObservedCopy(uid: "u\(index)", resourceVersion: "10", ownership: .ours, revision: "old")
        }
        it.plan.copiesSynced("pullpass-hub", copies, now: it.now)
        it.plan.copiesSynced(AnonymousTryTests.secretName, [:], now: it.now)
        var master = it.master(hub, "old", expiresIn: expiresIn)
        master.fingerprint = CredentialFingerprint(hub).formerText
        master.keys = ["docker.io", "https://index.docker.io/v1/"]
        it.plan.masterSeen("hub", master, now: it.now)
        return it
    }

    @Test("They are fetched anew at once, and stay in use until then", arguments: [nil, 40_000])
    func inUse(expiresIn: Double?) {
        var it = Self.found(expiresIn: expiresIn)
        #expect(it.doAll() == [])
        it.namespace("team-b")
        #expect(it.doAll() == ["place team-b/pullpass-hub"])
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .failed("nobody is there"), now: it.now)
        it.namespace("team-c")
        #expect(it.doAll() == ["place team-c/pullpass-hub"])
        // And again, until it works: none stays for ever.
        it.pass(600)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test("One of another configuration goes nowhere else, as ever")
    func outdated() {
        var it = PlanFixture([Self.hub], masters: false)
        it.plan.copiesSynced(AnonymousTryTests.secretName, [:], now: it.now)
        var master = it.master(Self.hub, "old")
        master.fingerprint = CredentialFingerprint(PlanFixture.registry("other")).formerText
        it.plan.masterSeen("hub", master, now: it.now)
        it.namespace("team-a")
        #expect(it.doAll() == [])
    }

    @Test("Nothing follows their keys: beside a key docker.io the kubelet tries no other one of Docker Hub")
    func noKeys() {
        let it = Self.found()
        #expect(it.plan.copies.namespaces.allSatisfy { $0.anonymous == nil })
    }

    @Test("Copies keep their uid, and each gets the new format after its anonymous try is there")
    func order() {
        let namespaces = (0..<40).map { "team-\($0)" }
        var it = Self.found(in: namespaces)
        _ = it.plan.takeDueFetches(now: it.now)
        var master = it.master(Self.hub, "new")
        master.keys = ["https://index.docker.io/v1/"]
        it.plan.fetchFinished("hub", .written(master), now: it.now)
        // Several writes are under way at once, and end in another order.
        var done: [String] = []
        var underWay: [PlannedWork] = []
        while true {
            while underWay.count < 6, let work = it.take() { underWay.append(work) }
            guard !underWay.isEmpty else { break }
            let work = underWay.remove(at: underWay.count / 2)
            done.append(work.text)
            it.finish(work)
        }
        #expect(done.count == 80)
        for name in namespaces {
            let place = done.firstIndex(of: "place \(name)/pullpass-anonymous")
            let rotate = done.firstIndex(of: "rotate \(name)/pullpass-hub")
            #expect(place ?? .max < rotate ?? 0, "\(name)")
        }
    }

    @Test("Where the anonymous try cannot be placed the copy gets the new format without")
    func withoutIt() throws {
        var it = Self.found()
        _ = it.plan.takeDueFetches(now: it.now)
        var master = it.master(Self.hub, "new")
        master.keys = ["https://index.docker.io/v1/"]
        it.plan.fetchFinished("hub", .written(master), now: it.now)
        let first = try it.next()
        #expect(first.text == "place team-a/pullpass-anonymous")
        // The copy waits for its end, whichever way it ends.
        #expect(it.takeAll() == [])
        it.plan.workFinished(first, .refused, now: it.now)
        #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
    }

    @Test(
        "A master that only bears another mark than before is no news for its copies, and for the anonymous try it is"
    )
    func sameContent() {
        var it = Self.found()
        _ = it.plan.takeDueFetches(now: it.now)
        var master = it.master(Self.hub, "old")
        master.keys = ["hub.example"]
        it.plan.fetchFinished("hub", .written(master), now: it.now)
        #expect(it.doAll() == ["place team-a/pullpass-anonymous"])
    }
}
