import Configuration
import Controllers
import EventLoop
import TestSupport
import Testing
import Text

@testable import SecretKeeper

@Suite("Plan: what is undone again and again")
struct UndoneTests {
    /// The ways in which somebody undoes a copy as soon as it is written.
    enum Way: CaseIterable {
        case edit, delete, replace, takeBack, spoil
    }

    /// One cell and somebody who undoes it.
    private struct War {
        var it = PlanFixture()
        private var edits = 0

        init() {
            it.namespace("team-a")
            it.doAll()
        }

        private var uid: String { it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid ?? "" }

        mutating func undo(_ way: Way) {
            edits += 1
            let version = "e\(edits)"
            switch way {
            case .edit: it.copy("team-a", uid: uid, version: version, as: .edited)
            case .takeBack: it.copy("team-a", uid: uid, version: version, revision: "r0")
            case .spoil: it.copy("team-a", uid: uid, version: version, as: .edited)
            case .delete: it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: uid, now: it.now)
            case .replace:
                it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: uid, now: it.now)
                it.copy("team-a", uid: version, version: version, as: .foreign, revision: nil)
                it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: version, now: it.now)
            }
        }

        /// When it is written again within a time, in seconds, if it is undone so long after each write.
        mutating func writes(_ way: Way, after reaction: Double, for time: Double) throws -> [Double] {
            let start = it.now.steady
            var times: [Double] = []
            while (it.now.steady - start).inSeconds + reaction < time {
                it.pass(reaction)
                undo(way)
                var work = it.take()
                while work == nil {
                    // A replaced Secret may be seen to change at any time: that does not shorten the wait.
                    let wake = try #require(it.plan.nextWake(now: it.now))
                    it.pass(max(wake - it.now.steady, .milliseconds(1)))
                    work = it.take()
                }
                let written = try #require(work)
                times.append((it.now.steady - start).inSeconds)
                if way == .spoil { it.plan.workFinished(written, .conflict, now: it.now) } else { it.finish(written) }
            }
            return times
        }
    }

    @Test(
        "It comes back at once, then after 1 s, 2 s, 4 s, up to five minutes, however it is undone",
        arguments: Way.allCases
    )
    func growing(_ way: Way) throws {
        var war = War()
        let times = try war.writes(way, after: 0, for: 3600)
        let waits = zip(times.dropFirst(), times).map { ($0 - $1).rounded() }
        #expect(times.first == 0)
        #expect(waits.prefix(8) == [1, 2, 4, 8, 16, 32, 64, 128] || way == .spoil)
        #expect(waits.suffix(3) == [300, 300, 300] || way == .spoil)
        #expect(times.count < 24, "\(times)")
    }

    @Test("Who prunes every 30 seconds is resisted ever more seldom")
    func pruning() throws {
        var war = War()
        let times = try war.writes(.delete, after: 30, for: 3600)
        #expect(times.prefix(5).map { $0.rounded() } == [30, 60, 90, 120, 150])
        #expect(times.count { $0 > 1800 } <= 7)
    }

    @Test("Alternating between ways of undoing gains nothing")
    func mixed() throws {
        var war = War()
        let start = war.it.now.steady
        var times: [Double] = []
        for round in 0..<20 { times += try war.writes(Way.allCases[round % 4], after: 0, for: 0.001) }
        #expect((war.it.now.steady - start).inSeconds > 1500, "\(times)")
    }

    @Test("What is undone once comes back at once, each time that ten minutes lie between")
    func seldom() throws {
        var war = War()
        for _ in 0..<20 {
            war.it.pass(601)
            war.undo(.delete)
            #expect(war.it.doAll() == ["place team-a/pullpass-hub"])
            #expect(war.it.plan.takeNotices().isEmpty)
        }
    }

    @Test("A Pod that waits for it changes nothing")
    func hinted() throws {
        var war = War()
        _ = try war.writes(.delete, after: 0, for: 60)
        war.undo(.delete)
        for _ in 0..<10 {
            let isWanted = war.it.plan.hint(namespace: "team-a", registry: "hub", now: war.it.now)
            #expect(isWanted)
            war.it.namespace(
                "team-a",
                labels: ["n": "\(war.it.now.steady.nanoseconds)", "pullpass.dev/inject": "true"]
            )
            #expect(war.it.takeAll().isEmpty)
            war.it.pass(1)
        }
    }

    @Test("A replica that does not lead still places what was deleted, when a Pod waits for it, and backs off as well")
    func replica() {
        var it = PlanFixture(leads: false)
        it.namespace("team-a")
        var tries: [Double] = []
        for step in 0..<60 {
            _ = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
            while let work = it.take(upTo: .hinted) {
                it.finish(work)
                tries.append(Double(step))
                let uid = it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid ?? ""
                it.plan.copyDeleted("pullpass-hub", namespace: "team-a", uid: uid, now: it.now)
                _ = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
            }
            it.pass(1)
        }
        #expect(tries == [0, 0, 1, 3, 7, 15, 31])
    }

    @Test("A new credential is written at once in the midst of it, once")
    func rotation() throws {
        let hub = PlanFixture.registry("hub")
        var war = War()
        _ = try war.writes(.edit, after: 0, for: 300)
        war.it.plan.masterSeen("hub", war.it.master(hub, "r2"), now: war.it.now)
        #expect(war.it.doAll() == ["rotate team-a/pullpass-hub"])
        war.undo(.edit)
        #expect(war.it.doAll() == [])
    }

    @Test("The rotations of one cell never count as undoing")
    func rotations() {
        let hub = PlanFixture.registry("hub")
        var war = War()
        for number in 2..<50 {
            war.it.plan.masterSeen("hub", war.it.master(hub, "r\(number)"), now: war.it.now)
            #expect(war.it.doAll() == ["rotate team-a/pullpass-hub"])
        }
    }

    @Test("A namespace that is opted out and in again and again is made to wait, where copies go at once")
    func labels() {
        var it = PlanFixture(confirmsRemoval: true)
        it.namespace("other")
        it.doAll()
        var writes = 0
        for _ in 0..<600 {
            it.namespace("team-a")
            writes += it.doAll().count
            it.namespace("team-a", labels: [:])
            it.pass(1)
            writes += it.doAll().count
        }
        #expect(writes < 14)
    }

    @Test("What the operator himself changes again and again does not wait")
    func configuration() {
        let (hub, quay) = (PlanFixture.registry("hub"), PlanFixture.registry("quay"))
        var narrow = quay
        narrow.namespaces.names = ["nowhere"]
        var it = PlanFixture([hub, quay], confirmsRemoval: true)
        it.namespace("team-a")
        it.doAll()
        for _ in 0..<10 {
            it.plan.reconfigure(Configuration(registries: [hub, narrow]), now: it.now)
            it.pass(0)
            #expect(it.doAll() == ["remove team-a/pullpass-quay"])
            it.plan.reconfigure(Configuration(registries: [hub, quay]), now: it.now)
            #expect(it.doAll() == ["place team-a/pullpass-quay"])
        }
    }

    @Test("A forged Secret that comes back each time it is removed is removed ever more seldom")
    func forgedAgain() {
        var it = PlanFixture(confirmsRemoval: true)
        it.namespace("plain", labels: [:])
        var removals = 0
        for number in 0..<3600 {
            it.copy("plain", uid: "f\(number)", version: "v\(number)")
            it.pass(1)
            removals += it.doAll().count
        }
        #expect((10...24).contains(removals), "\(removals)")
    }

    @Test("Failures that an event clears are not tried without end")
    func clearedFailures() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        var tries = 0
        for number in 0..<6000 {
            if let work = it.take() {
                tries += 1
                it.plan.workFinished(work, .refused, now: it.now)
            }
            it.namespace("team-a", labels: ["n": "\(number)", "pullpass.dev/inject": "enabled"])
            it.pass(0.1)
        }
        #expect((8...14).contains(tries), "\(tries)")
    }

    @Test("It is told once while it lasts, with who does it, and nothing waits for a round")
    func told() throws {
        var war = War()
        var told: [PlanNotice] = []
        for _ in 0..<12 {
            _ = try war.writes(.delete, after: 0, for: 0.001)
            told += war.it.plan.takeNotices()
        }
        #expect(told == [Self.notice(editor: nil, times: 2)])
        war.it.pass(700)
        war.undo(.delete)
        war.it.doAll()
        let edited = ObservedCopy(
            uid: war.it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid ?? "",
            resourceVersion: "x",
            ownership: .edited,
            revision: "r1",
            editor: EditorName("argocd")
        )
        for _ in 0..<2 {
            war.it.plan.copySeen("pullpass-hub", namespace: "team-a", edited, now: war.it.now)
            war.it.doAll()
        }
        #expect(war.it.plan.takeNotices() == [Self.notice(editor: "argocd", times: 2)])
        #expect(war.it.plan.backingOff.count == 1)
        #expect(war.it.plan.isSettled)
        war.it.pass(2)
        #expect(war.it.plan.backingOff.isEmpty)
        #expect(war.it.doAll() == ["repair team-a/pullpass-hub"])
    }

    @Test("A namespace makes us say so much and no more, however many Secrets it undoes")
    func bounded() {
        let registries = (0..<64).map { PlanFixture.registry("r\($0)") }
        var it = PlanFixture(registries)
        it.namespace("team-a")
        it.doAll()
        var notices = 0
        for round in 0..<100 {
            for registry in registries {
                it.copy("team-a", registry.secretName, uid: "f\(round)", version: "f\(round)", as: .foreign)
                it.plan.copyDeleted(registry.secretName, namespace: "team-a", uid: "f\(round)", now: it.now)
            }
            it.doAll()
            it.pass(6)
            notices += it.plan.takeNotices().count
        }
        #expect((16...18).contains(notices), "\(notices)")
    }

    private static func notice(editor: String?, times: Int) -> PlanNotice {
        .undone(
            namespace: "team-a",
            secretName: "pullpass-hub",
            purpose: .credential(of: "hub"),
            editor: editor,
            times: times
        )
    }
}
