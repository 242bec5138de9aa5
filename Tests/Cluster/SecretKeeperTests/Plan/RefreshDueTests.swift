import Configuration
import Testing
import Text

@testable import SecretKeeper

/// When a registry's credential is to be replaced at the latest.
@Suite("Plan: refreshes that are due")
struct RefreshDueTests {
    private static let hub = PlanFixture.registry("hub")

    private func due(_ it: PlanFixture) -> Timestamp? { it.plan.refreshesDue(now: it.now)["hub"] }

    private func fetch(_ it: inout PlanFixture, _ outcome: FetchOutcome) {
        it.plan.masterEdited("hub", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", outcome, now: it.now)
    }

    @Test(
        "It is at half of the life and the tenth of jitter, for whoever has seen the master",
        arguments: [true, false]
    )
    func half(leads: Bool) {
        var it = PlanFixture([Self.hub], leads: leads, masters: false)
        #expect(it.plan.refreshesDue(now: it.now) == [:])
        it.plan.masterSeen("hub", it.master(Self.hub, "r1", expiresIn: 600), now: it.now)
        let first = it.now.wall + .seconds(330)
        #expect(it.plan.refreshesDue(now: it.now) == ["hub": first])
        it.pass(500)
        #expect(due(it) == first)
        it.plan.masterSeen("hub", it.master(Self.hub, "r2", expiresIn: 43_200), now: it.now)
        #expect(due(it) == it.now.wall + .seconds(23_760))
        it.plan.masterSeen("hub", it.master(Self.hub, "r3"), now: it.now)
        #expect(it.plan.refreshesDue(now: it.now) == [:])
    }

    @Test("A fetch that brought the same counts, as it does for the next one")
    func same() {
        var it = PlanFixture([Self.hub], masters: false)
        var master = it.master(Self.hub, "r1", expiresIn: 600)
        it.plan.masterSeen("hub", master, now: it.now)
        it.pass(300)
        master.expiresAt = it.now.wall + .seconds(600)
        fetch(&it, .unchanged(master))
        #expect(due(it) == it.now.wall + .seconds(330))
    }

    @Test("A fetch that failed, or brought not all, is no reason to wait for another one")
    func failed() {
        var it = PlanFixture([Self.hub], masters: false)
        let master = it.master(Self.hub, "r1", expiresIn: 3600)
        it.plan.masterSeen("hub", master, now: it.now)
        it.pass(60)
        fetch(&it, .incomplete(master, "one host", pause: .zero))
        #expect(due(it) == nil)
        it.pass(60)
        fetch(&it, .unchanged(master))
        #expect(due(it) != nil)
        it.pass(60)
        fetch(&it, .failed("nobody answers", pause: .zero))
        #expect(due(it) == nil)
    }

    @Test("One that is not configured any more has none")
    func dropped() {
        var it = PlanFixture([Self.hub], masters: false)
        it.plan.masterSeen("hub", it.master(Self.hub, "r1", expiresIn: 600), now: it.now)
        it.plan.reconfigure(Configuration(registries: []), now: it.now)
        #expect(it.plan.refreshesDue(now: it.now) == [:])
    }
}
