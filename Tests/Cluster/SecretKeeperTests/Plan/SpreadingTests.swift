import Configuration
import Controllers
import EventLoop
import Testing
import Text

@testable import SecretKeeper

@Suite("Plan: how a new credential spreads")
struct SpreadingTests {
    private static let hub = PlanFixture.registry("hub")
    private static let quay = PlanFixture.registry("quay")

    /// Many copies of a credential that ends some time from now, and a new one.
    private static func rotation(copies: Int, oldEndsIn seconds: Double, registries: [Registry] = [hub]) -> PlanFixture
    {
        var it = PlanFixture(registries)
        it.plan.masterSeen("hub", it.master(hub, "r1", expiresIn: seconds), now: it.now)
        for index in 0..<copies { it.namespace("n\(index)") }
        it.doAll()
        it.plan.masterSeen("hub", it.master(hub, "r2", expiresIn: 7200), now: it.now)
        return it
    }

    /// Does so many writes a second.
    private static func run(_ it: inout PlanFixture, seconds: Int, perSecond: Int) -> [PlanNotice] {
        for _ in 0..<seconds {
            for _ in 0..<perSecond {
                guard let work = it.take() else { break }
                it.finish(work)
            }
            it.pass(1)
        }
        return it.plan.takeNotices()
    }

    private static func report(_ it: inout PlanFixture, of registry: String = "hub") -> SpreadingReport? {
        it.plan.takeSpreading().first { $0.registry == registry }
    }

    @Test(
        "A copy whose old credential ends soon goes before absent and edited ones, one that lives for long after them"
    )
    func urgency() {
        for (life, expected) in [(50.0, "rotate"), (3600, "place")] {
            var it = Self.rotation(copies: 1000, oldEndsIn: life)
            it.namespace("new")
            #expect(it.take()?.text.hasPrefix(expected) == true, "\(life)")
        }
    }

    @Test("What was not urgent becomes so in time, by the pace that there is")
    func becomesUrgent() {
        var it = Self.rotation(copies: 1000, oldEndsIn: 400)
        #expect(it.plan.queue.level(of: CopyKey(row: 0, column: 0)) == .rotation)
        _ = Self.run(&it, seconds: 200, perSecond: 1)
        #expect(it.plan.queue.level(of: CopyKey(row: 999, column: 0)) == .urgent)
    }

    @Test("That it will be late is said before the old credential ends, once, and shown until it is done")
    func early() throws {
        var it = Self.rotation(copies: 1000, oldEndsIn: 300)
        #expect(Self.report(&it)?.lateness == .zero)
        // Undisturbed it would take 20 seconds; something leaves two writes a second over.
        let notices = Self.run(&it, seconds: 60, perSecond: 2)
        guard case .rotationLate("hub", let waiting, let needed, let left)? = notices.first else {
            Issue.record("nothing said: \(notices)")
            return
        }
        #expect(notices.count == 1)
        #expect(left > .seconds(240) && needed > left && waiting > 800)
        let late = try #require(Self.report(&it))
        #expect(late.waiting == 880)
        #expect(late.lateness > .seconds(100) && late.lateness < .seconds(300), "\(late.lateness)")
        #expect(Self.run(&it, seconds: 30, perSecond: 50) == [])
        #expect(Self.report(&it) == SpreadingReport(registry: "hub", waiting: 0, lateness: .zero))
    }

    @Test("An API server that takes nothing is late, too")
    func silent() {
        var it = Self.rotation(copies: 1000, oldEndsIn: 3000)
        let notices = Self.run(&it, seconds: 200, perSecond: 0)
        #expect(notices.count == 1)
    }

    @Test("In time nothing is said, and a credential without an end is never late")
    func inTime() {
        var it = Self.rotation(copies: 1000, oldEndsIn: 300)
        #expect(Self.run(&it, seconds: 60, perSecond: 50) == [])
        var endless = PlanFixture()
        for index in 0..<100 { endless.namespace("n\(index)") }
        endless.doAll()
        endless.plan.masterSeen("hub", endless.master(Self.hub, "r2"), now: endless.now)
        #expect(Self.run(&endless, seconds: 1000, perSecond: 0) == [])
    }

    @Test("Other registries' rotations count, since they share the rate; what cannot be written does not")
    func shared() {
        var it = Self.rotation(copies: 1000, oldEndsIn: 3600, registries: [Self.hub, Self.quay])
        it.plan.masterSeen("quay", it.master(Self.quay, "q2", expiresIn: 3600), now: it.now)
        _ = Self.run(&it, seconds: 10, perSecond: 10)
        #expect(it.plan.queue.rotations == 1900)
        var refused = Self.rotation(copies: 10, oldEndsIn: 60)
        for _ in 0..<4 {
            while let work = refused.take() { refused.plan.workFinished(work, .refused, now: refused.now) }
            refused.pass(8)
        }
        while let work = refused.take() { refused.plan.workFinished(work, .refused, now: refused.now) }
        refused.pass(1.1)
        #expect(Self.report(&refused)?.waiting == 0)
    }

    @Test("Copies that somebody gives an old revision again and again are not counted as late")
    func forged() {
        var it = Self.rotation(copies: 10, oldEndsIn: 600)
        it.doAll()
        for number in 0..<10 { it.copy("n\(number)", uid: "f\(number)", version: "f", revision: "r1") }
        #expect(it.plan.queue.rotations == 0)
        #expect(it.doAll().count == 10)
    }

    @Test("A leader that does not know the old credential takes it to end in the middle of a life like the new one's")
    func unknown() {
        var spreading = Spreading()
        let new = MasterState(
            revision: "r1",
            fetchedAt: Timestamp(seconds: 1000),
            expiresAt: Timestamp(seconds: 2000),
            fingerprint: "",
            secretNames: []
        )
        spreading.replaces(nil, by: new)
        #expect(spreading.oldEnd == Timestamp(seconds: 1400))
    }

    @Test("The end of a term ends what is shown")
    func termEnds() {
        var it = Self.rotation(copies: 1000, oldEndsIn: 10)
        _ = Self.run(&it, seconds: 20, perSecond: 0)
        #expect(Self.report(&it)?.lateness ?? .zero > .zero)
        it.plan.lead(false, now: it.now)
        #expect(Self.report(&it) == SpreadingReport(registry: "hub", waiting: 0, lateness: .zero))
    }

    @Test("The plan asks to be looked at each second while a rotation waits, and not else")
    func wake() {
        var it = Self.rotation(copies: 2, oldEndsIn: 3600)
        #expect(it.plan.nextWake(now: it.now) ?? .never <= it.now.steady + .seconds(1))
        it.doAll()
        #expect(it.plan.nextWake(now: it.now) ?? .never > it.now.steady + .seconds(10))
    }
}
