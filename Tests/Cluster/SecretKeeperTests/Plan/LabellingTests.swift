import Configuration
import Controllers
import Testing

@testable import SecretKeeper

/// What a copy has for people: it is brought back like the rest, and decides nothing.
@Suite("Plan: labels of copies")
struct LabellingTests {
    /// A plan that finds copies of a version that gave them no labels, in so many namespaces.
    private static func found(_ namespaces: Int) -> PlanFixture {
        var it = PlanFixture()
        for number in 0..<namespaces {
            it.copy("ns-\(number)", uid: "u\(number)", version: "\(10 + number)", labelling: .missing)
            it.namespace("ns-\(number)")
        }
        return it
    }

    @Test("Copies without labels get them in place, at the least urgent level, and once")
    func missing() throws {
        var it = Self.found(1)
        let work = try it.next()
        #expect(work.kind == .rotate(uid: "u0", resourceVersion: "10"))
        #expect(work.level == .labels)
        it.finish(work)
        #expect(it.takeAll() == [])
    }

    @Test("Everything else goes first: what is absent, new credentials, removals")
    func last() throws {
        var it = Self.found(50)
        it.namespace("team-a")
        it.copy("ns-0", uid: "u0", version: "1000", as: .edited)
        #expect(try it.next().text == "place team-a/pullpass-hub")
        #expect(try it.next().text == "repair ns-0/pullpass-hub")
        #expect(try it.next().level == .labels)
    }

    @Test("They are no rotation that could be late")
    func noRotation() {
        let it = Self.found(50)
        #expect(it.plan.queue.count == 50)
        #expect(it.plan.queue.rotations == 0)
    }

    @Test("A new credential brings them along")
    func rotation() throws {
        var it = Self.found(1)
        it.plan.masterSeen("hub", it.master(PlanFixture.registry("hub"), "r2", expiresIn: 3600), now: it.now)
        let work = try it.next()
        #expect(work.level == .rotation || work.level == .urgent)
        it.finish(work)
        #expect(it.takeAll() == [])
    }

    @Test("A change of one is undone with force, and ever more seldom where it comes again")
    func edited() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.doAll()
        var waits: [Double] = []
        for turn in 0..<5 {
            let uid = it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid ?? ""
            it.copy("team-a", uid: uid, version: "\(5000 + turn * 10)", labelling: .edited)
            var waited = 0.0
            while waited < 20, it.plan.queue.isEmpty {
                it.pass(0.5)
                waited += 0.5
            }
            waits.append(waited)
            #expect(it.doAll() == ["repair team-a/pullpass-hub"])
        }
        #expect(waits == waits.sorted())
        #expect(waits.first == 0 && (waits.last ?? 0) > 4)
        #expect(it.plan.takeNotices().contains { if case .undone = $0 { true } else { false } })
    }

    @Test("So it is where all of them are taken away each time")
    func taken() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.doAll()
        for turn in 0..<3 {
            let uid = it.plan.copies["pullpass-hub", in: "team-a"]?.observed?.uid ?? ""
            it.copy("team-a", uid: uid, version: "\(5000 + turn * 10)", labelling: .missing)
            it.pass(3)
            #expect(it.doAll() == ["rotate team-a/pullpass-hub"])
        }
        #expect(it.plan.takeNotices().contains { if case .undone = $0 { true } else { false } })
    }

    @Test("A Secret with empty entries is not deleted for a label", arguments: [true, false])
    func anonymousTry(isEdited: Bool) throws {
        var it = AnonymousTryTests.plan([AnonymousTryTests.registry("hub")])
        it.namespace("team-a")
        it.doAll()
        it.copy(
            "team-a",
            AnonymousTryTests.secretName,
            uid: "p1",
            version: "2000",
            revision: AnonymousTryTests.revision("hub.example"),
            labelling: isEdited ? .edited : .missing
        )
        let verb = isEdited ? "repair" : "rotate"
        #expect(it.doAll() == ["\(verb) team-a/\(AnonymousTryTests.secretName)"])
    }

    @Test("Where somebody's webhook takes them away as they are written, nothing is written again")
    func takenByWebhook() throws {
        var it = Self.found(1)
        let work = try it.next()
        let left = ObservedCopy(
            uid: "u0",
            resourceVersion: "20",
            ownership: .ours,
            revision: "r1",
            labelling: .edited
        )
        it.plan.workFinished(work, .written(left), now: it.now)
        it.copy("ns-0", uid: "u0", version: "20", labelling: .edited)
        it.pass(7200)
        #expect(it.takeAll() == [])
    }
}
