import Configuration
import Testing
import Text

@testable import SecretKeeper

/// Until when Pods can pull with a registry's credential.
@Suite("Plan: registries that are ready")
struct ReadinessTests {
    private static let hub = PlanFixture.registry("hub")

    @Test(
        "Every configured registry is known from the start, and not ready before there is a credential"
    )
    func start() {
        var it = PlanFixture([Self.hub, PlanFixture.registry("ecr")], leads: false, syncs: false)
        #expect(it.plan.readyUntil == ["hub": .distantPast, "ecr": .distantPast])
        it.plan.mastersSynced(["hub": it.master(Self.hub, "r1", expiresIn: 600)], now: it.now)
        #expect(it.plan.readyUntil == ["hub": it.now.wall + .seconds(600), "ecr": .distantPast])
        it.plan.masterSeen("ecr", it.master(PlanFixture.registry("ecr"), "r1"), now: it.now)
        #expect(it.plan.readyUntil["ecr"] == .distantFuture)
    }

    @Test("One of another configuration than the present is none, since nobody new gets it")
    func outdated() throws {
        let old = try PlanFixture.sourced()
        var it = PlanFixture([old])
        #expect(it.plan.readyUntil == ["hub": .distantFuture])
        let new = try PlanFixture.sourced(password: "secretKeyRef: { name: other, key: token }")
        it.plan.reconfigure(Configuration(registries: [new]), now: it.now)
        #expect(it.plan.readyUntil == ["hub": .distantPast])
        it.plan.masterSeen("hub", it.master(new, "r2"), now: it.now)
        it.pass(60)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .unchanged(it.master(new, "r2")), now: it.now)
        #expect(it.plan.readyUntil == ["hub": .distantFuture])
        it.plan.reconfigure(Configuration(registries: []), now: it.now)
        #expect(it.plan.readyUntil == [:])
    }

    @Test(
        "A Pod that waits for a credential which nobody has is told so where it waits, once, and not before it is known"
    )
    func waits() {
        var it = PlanFixture([Self.hub], masters: false)
        it.namespace("team-a")
        it.namespace("team-b")
        it.plan.noteNeed(namespace: "team-a", registry: "hub", now: it.now)
        #expect(it.plan.takeNotices() == [])
        it.plan.neverWorked("hub")
        for _ in 0..<3 { it.plan.noteNeed(namespace: "team-b", registry: "hub", now: it.now) }
        #expect(
            it.plan.takeNotices()
                == [.credentialMissing(namespace: "team-b", secretName: "pullpass-hub", registry: "hub")]
        )
        it.plan.masterSeen("hub", it.master(Self.hub, "r1"), now: it.now)
        it.plan.noteNeed(namespace: "team-b", registry: "hub", now: it.now)
        #expect(it.plan.takeNotices() == [])
    }
}
