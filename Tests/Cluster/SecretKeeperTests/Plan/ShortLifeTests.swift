import Configuration
import Credentials
import EventLoop
import TestSupport
import Testing
import Text

@testable import SecretKeeper

/// Credentials that live for seconds: what the keeper does with them, and who hears of it.
@Suite struct `A credential that lives for seconds` {
    @Test(
        arguments: [
            // Renewed in time at a pace of one a minute, or slower.
            (life: 3600, spread: 0, floor: 60), (life: 61, spread: 0.2, floor: 60), (life: 600, spread: 500, floor: 60),
            // Not renewed in time at any pace: half of the writes are for others.
            (life: 60, spread: 0.2, floor: 60), (life: 60, spread: 20, floor: 60), (life: 60, spread: 100, floor: 200),
            (life: 60, spread: 2000, floor: 4000), (life: 0, spread: 0, floor: 60), (life: -5, spread: 40, floor: 80),
            (life: 300, spread: 280, floor: 560), (life: 1, spread: 1e9, floor: 86_400),
        ] as [(life: Double, spread: Double, floor: Double)]
    )
    func `is not replaced without end`(life: Double, spread: Double, floor: Double) {
        let (life, spread) = (Duration.bounded(seconds: life), Duration.bounded(seconds: spread))
        #expect(RefreshSchedule.rotationFloor(life: life, spread: spread).inSeconds == floor)
    }

    @Test(
        arguments: [
            (life: 3600, spread: 10, stale: 0), (life: 120, spread: 10, stale: 0), (life: 70, spread: 10, stale: 0),
            (life: 60, spread: 0, stale: 0), (life: 60, spread: 2, stale: 2), (life: 60, spread: 100, stale: 240),
            (life: 0, spread: 0, stale: 60),
        ] as [(life: Double, spread: Double, stale: Double)]
    )
    func `leaves copies with an ended one for a while`(life: Double, spread: Double, stale: Double) {
        let (life, spread) = (Duration.bounded(seconds: life), Duration.bounded(seconds: spread))
        #expect(RefreshSchedule.staleTime(life: life, spread: spread).inSeconds == stale)
    }

    @Test(
        "of any length is due in time where that is possible",
        arguments: [61.0, 90, 119, 200, 599, 600, 3600, 43_200],
        [0.0, 0.5, 1]
    )
    func due(life: Double, random: Double) throws {
        let now = Timestamp(seconds: 1_000_000)
        var state = CredentialState(random: random)
        state.configured.isPresent = true
        state.master = MasterState(
            revision: "r1",
            fetchedAt: now,
            expiresAt: now + .seconds(life),
            fingerprint: "",
            secretNames: []
        )
        let next = try #require(
            state.nextFetch(now: PlanTime(wall: now, steady: .start), margin: RefreshSchedule.leastMargin)
        )
        let wait = (next - .start).inSeconds
        #expect(wait >= 60 && wait < life)
    }

    @Test("that a provider hands out again is no new one, and is asked for after the floor of fetches")
    func sameAgain() throws {
        let start = Timestamp(seconds: 1_000_000)
        var state = CredentialState(random: 0.5)
        state.configured.isPresent = true
        state.master = MasterState(
            revision: "r1",
            fetchedAt: start,
            expiresAt: start + .seconds(300),
            fingerprint: "",
            secretNames: []
        )
        let now = PlanTime(wall: start + .seconds(280), steady: .at(280))
        state.checkedAt = now
        let next = try #require(state.nextFetch(now: now, margin: RefreshSchedule.leastMargin))
        #expect(next - now.steady == RefreshSchedule().floor)
    }

    /// New credentials of this life in an hour, with so many copies.
    private func rotations(life: Double, copies: Int) -> Int {
        var it = PlanFixture(masters: false)
        for index in 0..<copies { it.namespace("n\(index)") }
        var count = 0
        for _ in 0..<3600 {
            if !it.plan.takeDueFetches(now: it.now).isEmpty {
                count += 1
                let master = it.master(PlanFixture.registry("hub"), "r\(count)", expiresIn: life)
                it.plan.fetchFinished("hub", .written(master), now: it.now)
                it.doAll()
            }
            it.pass(1)
        }
        return count
    }

    @Test(
        "makes the keeper write no more than half of the time, and never more than once a minute",
        arguments: [
            (60.0, 1, 55...61), (60, 500, 55...61), (60, 2000, 42...47), (1, 10, 55...61), (300, 10, 22...32),
            (600, 10, 11...15),
        ]
    )
    func hour(life: Double, copies: Int, expected: ClosedRange<Int>) {
        #expect(expected.contains(rotations(life: life, copies: copies)), "\(rotations(life: life, copies: copies))")
    }

    private func notices(_ lives: [Double], apart seconds: Double = 60, leads: Bool = true) -> [PlanNotice] {
        var it = PlanFixture(leads: leads, masters: false)
        it.namespace("team-a")
        var all: [PlanNotice] = []
        for (index, life) in lives.enumerated() {
            it.plan.masterSeen("hub", it.master(PlanFixture.registry("hub"), "r\(index)", expiresIn: life), now: it.now)
            all += it.plan.takeNotices()
            it.pass(seconds)
        }
        return all.filter { if case .shortLived = $0 { true } else { false } }
    }

    @Test(
        "is told once an hour, from the second in a row on",
        arguments: [
            ([60.0], 60.0, 0), ([60, 60], 60, 1), ([60, 60, 60, 60], 60, 1), ([599, 599], 60, 1), ([600, 600], 60, 0),
            ([60, 3600, 60], 60, 0), ([60, 3600, 60, 60], 60, 1), ([60, 60, 60], 3600, 2), ([43_200, 43_200], 60, 0),
        ]
    )
    func told(lives: [Double], apart: Double, count: Int) {
        #expect(notices(lives, apart: apart).count == count)
        #expect(notices(lives, apart: apart, leads: false).isEmpty)
    }

    @Test func `is told with its life, the pause and what somebody can do`() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry], masters: false)
        for revision in ["r1", "r2"] {
            it.plan.masterSeen("hub", it.master(registry, revision, expiresIn: 45), now: it.now)
        }
        let notice = try #require(it.plan.takeNotices().last)
        #expect(
            notice
                == .shortLived(
                    registry: "hub",
                    life: .seconds(45),
                    pause: .seconds(60),
                    stale: .seconds(15),
                    advice: nil
                )
        )
        #expect(it.plan.staleTime(of: "hub") == .seconds(15))
        #expect(it.plan.staleTime(of: "other") == .zero)
    }
}
