import Configuration
import Controllers
import Credentials
import EventLoop
import Providers
import TestSupport
import Testing
import Text

@testable import SecretKeeper

@Suite("Plan: when credentials are due")
struct CredentialPlanTests {
    static let hub = PlanFixture.registry("hub")
    static let inputs = ["hub": CredentialInputs(secretNames: ["token"], filePaths: [])]

    @Test(
        "Due at half of the life or the margin before expiry, whichever is earlier, and not before its copies can all be written twice if it lives too short",
        arguments: [
            (43_200.0, 120.0, 0.5, 21_600.0), (3600, 120, 0.5, 1800), (3600, 2000, 0.5, 1600), (43_200, 120, 1, 23_760),
            (43_200, 120, 0, 19_440), (3600, 1900, 1, 1700), (300, 400, 0.5, 560), (0, 120, 0.5, 60),
            (300, 200, 0.5, 100), (300, 119, 0.5, 150),
        ]
    )
    func due(_ life: Double, _ margin: Double, _ random: Double, _ expected: Double) throws {
        var state = CredentialState(random: random)
        state.configured.isPresent = true
        state.master = MasterState(
            revision: "r1",
            fetchedAt: Timestamp(seconds: 1000),
            expiresAt: Timestamp(seconds: 1000 + life),
            fingerprint: "",
            secretNames: []
        )
        let next = try #require(
            state.nextFetch(now: PlanTime(wall: Timestamp(seconds: 1000), steady: .start), margin: .seconds(margin))
        )
        #expect(abs((next - .start).inSeconds - expected) < 1e-6)
    }

    @Test("A clock that was set back makes a credential from the future due")
    func setBack() {
        var state = CredentialState(random: 0.5)
        state.configured.isPresent = true
        state.master = MasterState(
            revision: "r1",
            fetchedAt: Timestamp(seconds: 100_000),
            expiresAt: Timestamp(seconds: 143_200),
            fingerprint: "",
            secretNames: []
        )
        let now = PlanTime(wall: Timestamp(seconds: 50_000), steady: .at(7))
        #expect(state.nextFetch(now: now, margin: .seconds(120)) == .at(7))
    }

    @Test(
        "However the wall clock is set, an hour's token is replaced before it ends by the clock that nobody sets",
        arguments: [-1e9, -7200, -3600, -1100, -600, -30, 30, 600, 3600, 1e9],
        [true, false]
    )
    func wallClockIsSet(_ step: Double, fetchedHere: Bool) throws {
        var it = Self.fetching()
        if fetchedHere {
            #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
            it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r1", expiresIn: 3600)), now: it.now)
        } else {
            // Another replica fetched it, and leads no longer when it would be due.
            it.plan.lead(false, now: it.now)
            it.plan.masterSeen("hub", it.master(Self.hub, "r1", expiresIn: 3600), now: it.now)
        }
        let fetched = it.now.steady
        it.pass(1000)
        it.now.wall = it.now.wall + .seconds(step)
        it.plan.lead(true, now: it.now)
        let due = try #require(it.plan.nextFetchTime(now: it.now))
        #expect(due >= it.now.steady && (due - fetched).inSeconds <= 1980)
        it.pass(due - it.now.steady)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        // The next one is as good as ever: there is no spinning.
        it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r2", expiresIn: 3600)), now: it.now)
        let next = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
        #expect((1620...1980).contains(next.inSeconds))
    }

    /// A leader without a master that fetches, with these lives.
    static func fetching() -> PlanFixture { PlanFixture([hub], masters: false) }

    @Test("Without a master a leader fetches at once, a replica never")
    func first() {
        var leader = Self.fetching()
        #expect(leader.plan.takeDueFetches(now: leader.now) == ["hub"])
        #expect(leader.plan.takeDueFetches(now: leader.now) == [])
        var replica = PlanFixture([Self.hub], leads: false, masters: false)
        #expect(replica.plan.takeDueFetches(now: replica.now) == [])
    }

    @Test("Nothing is fetched before the masters are known")
    func mastersFirst() {
        var it = PlanFixture([Self.hub], syncs: false)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
    }

    @Test("The margin grows with the copies that have to be written")
    func margin() {
        var it = PlanFixture()
        for index in 0..<500 { it.namespace("n\(index)") }
        it.doAll()
        #expect(it.plan.margin(of: "hub") == .seconds(500 / 50 + 120))
    }

    @Test("Jitter stays within ten per cent")
    func jitter() throws {
        for seed in 0..<200 {
            var it = Self.fetching()
            it.plan.random = SeededRandom(seed: UInt64(seed))
            _ = it.plan.takeDueFetches(now: it.now)
            it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r1", expiresIn: 43_200)), now: it.now)
            let wait = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
            #expect((19_440...23_760).contains(wait.inSeconds))
        }
    }

    @Test("An answer that has expired already cannot make it spin", arguments: [0.0, -100_000, 1])
    func floor(_ life: Double) {
        var it = Self.fetching()
        var fetches = 0
        for _ in 0..<3600 {
            if !it.plan.takeDueFetches(now: it.now).isEmpty {
                fetches += 1
                it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r\(fetches)", expiresIn: life)), now: it.now)
            }
            it.pass(1)
        }
        #expect((2...61).contains(fetches))
    }

    @Test("The same token again is no failure: it is asked for again after half of what is left")
    func sameToken() throws {
        var it = Self.fetching()
        _ = it.plan.takeDueFetches(now: it.now)
        let master = it.master(Self.hub, "r1", expiresIn: 3600)
        it.plan.fetchFinished("hub", .written(master), now: it.now)
        it.pass(2000)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .unchanged(master), now: it.now)
        #expect(it.plan.credentials["hub"]?.failing.count == 0)
        let wait = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
        #expect((720...880).contains(wait.inSeconds))
        it.pass(wait)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r2", expiresIn: 3600)), now: it.now)
        let next = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
        #expect((1620...1980).contains(next.inSeconds))
    }

    @Test("A credential without one of its parts counts, and that part is asked for again as after a failure")
    func incomplete() throws {
        var it = Self.fetching()
        let master = it.master(Self.hub, "r1", expiresIn: 43_200)
        for _ in 0..<3 {
            #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
            it.plan.fetchFinished("hub", .incomplete(master, "me-south-1 is away"), now: it.now)
            let wait = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
            // The tokens that came are taken once more.
            #expect((30...330).contains(wait.inSeconds) && it.plan.credentials["hub"]?.tokensSince == nil)
            it.pass(wait)
        }
        #expect(it.plan.credentials["hub"]?.failing.count == 3)
        it.namespace("team-a")
        #expect(it.doAll() == ["place team-a/pullpass-hub"])
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .unchanged(master), now: it.now)
        #expect(it.plan.credentials["hub"]?.failing.since == nil)
        #expect(try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady > .seconds(10_000))
    }

    @Test("Failures back off exponentially with jitter, and the last good credential stays")
    func backOff() throws {
        var it = PlanFixture()
        it.namespace("team-a")
        it.plan.masterSeen("hub", it.master(Self.hub, "r2", expiresIn: 43_200), now: it.now)
        it.doAll()
        it.pass(30_000)
        var waits: [Double] = []
        for _ in 0..<10 {
            #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
            it.plan.fetchFinished("hub", .failed("no"), now: it.now)
            let wait = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
            waits.append(wait.inSeconds)
            it.pass(wait)
        }
        #expect(waits[0] >= 4.5 && waits[0] <= 5.5)
        #expect(waits.allSatisfy { $0 <= 330 })
        #expect(waits[9] >= 270)
        #expect(it.plan.credentials["hub"]?.master?.revision == "r2")
        #expect(it.doAll() == [])
        it.namespace("team-b")
        #expect(it.doAll() == ["place team-b/pullpass-hub"])
    }

    @Test(
        "A provider that asks for a pause gets it, but never more than an hour",
        arguments: [(900.0, 900.0), (1e9, 3600)]
    )
    func pause(asked: Double, given: Double) throws {
        var it = PlanFixture()
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .failed("429", pause: .seconds(asked)), now: it.now)
        #expect(try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady == .seconds(given))
    }

    @Test(
        "A pause that a provider asks for never lasts until what is in use has ended",
        arguments: [
            (life: 3600.0, passed: 1800.0, given: 900.0), (3600, 3590, 5), (86_400, 43_200, 3600), (3600, 3700, 3600),
        ],
        [false, true]
    )
    func pauseInUse(_ times: (life: Double, passed: Double, given: Double), isIncomplete: Bool) throws {
        let registry = PlanFixture.registry("hub")
        var it = PlanFixture([registry], masters: false)
        let master = it.master(registry, "r1", expiresIn: times.life)
        it.plan.masterSeen("hub", master, now: it.now)
        it.pass(times.passed)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished(
            "hub",
            isIncomplete ? .incomplete(master, "503", pause: .seconds(3600)) : .failed("503", pause: .seconds(3600)),
            now: it.now
        )
        let pause = try #require(it.plan.nextFetchTime(now: it.now)) - it.now.steady
        #expect(pause >= .seconds(times.given) && pause < .seconds(times.given + 61))
    }

    @Test("A source that changes is fetched at once, whatever the back-off")
    func source() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry], inputs: Self.inputs, masters: false)
        _ = it.plan.takeDueFetches(now: it.now)
        for _ in 0..<8 { it.plan.fetchFinished("hub", .failed("no"), now: it.now) }
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.plan.sourceChanged("other", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.plan.sourceChanged("token", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .written(it.master(registry, "r1")), now: it.now)
        it.pass(5)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.plan.sourceChanged("token", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test("A change of the source during a fetch asks for another one")
    func sourceDuringFetch() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry], inputs: Self.inputs, masters: false)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.sourceChanged("token", now: it.now)
        it.plan.fetchFinished("hub", .written(it.master(registry, "r1")), now: it.now)
        it.pass(3)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test("A credential that does not expire is read again at the start of a term, and not again without a reason")
    func noExpiry() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry], inputs: Self.inputs, fetches: false)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .unchanged(it.master(registry, "r1")), now: it.now)
        #expect(it.plan.nextFetchTime(now: it.now) == nil)
        it.plan.lead(false, now: it.now)
        it.plan.lead(true, now: it.now)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test(
        "Who leads again reads sources at once, like a new leader: one may have changed, or been mended, while nobody led",
        arguments: [true, false]
    )
    func leadsAgain(worked: Bool) throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry], inputs: Self.inputs, fetches: false)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        let outcome = worked ? FetchOutcome.unchanged(it.master(registry, "r1")) : .failed("no")
        it.plan.fetchFinished("hub", outcome, now: it.now)
        it.pass(3)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.plan.lead(false, now: it.now)
        it.plan.lead(true, now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        // Terms that begin again and again fetch no more often than a source that changes again and again.
        it.plan.fetchFinished("hub", .unchanged(it.master(registry, "r1")), now: it.now)
        it.plan.lead(false, now: it.now)
        it.plan.lead(true, now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.pass(2)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test("A file that has changed is read again; one that has not asks for nothing")
    func files() throws {
        var it = PlanFixture([Self.hub], inputs: ["hub": CredentialInputs(filePaths: ["/p"])], masters: false)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r1")), now: it.now)
        it.pass(3600)
        #expect(it.plan.nextFetchTime(now: it.now) == nil)
        it.plan.fileChanged("/q", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.plan.fileChanged("/p", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test("A replica places nothing of a master that was deleted; the leader does, and makes it anew")
    func deletedMaster() throws {
        var it = PlanFixture()
        it.plan.masterSeen("hub", it.master(Self.hub, "r1"), now: it.now)
        it.plan.lead(false, now: it.now)
        it.plan.masterDeleted("hub", now: it.now)
        it.namespace("team-a")
        _ = it.plan.hint(namespace: "team-a", registry: "hub", now: it.now)
        #expect(it.doAll() == [])
        it.plan.masterSeen("hub", it.master(Self.hub, "r1"), now: it.now)
        #expect(it.doAll() == ["ask+place team-a/pullpass-hub"])
        it.plan.masterDeleted("hub", now: it.now)
        it.plan.lead(true, now: it.now)
        it.namespace("team-b")
        #expect(it.doAll() == ["place team-b/pullpass-hub"])
    }

    @Test("A jump of the wall clock by years neither spins nor loses the schedule")
    func clockJumps() {
        var it = PlanFixture()
        it.plan.masterSeen("hub", it.master(Self.hub, "r2", expiresIn: 43_200), now: it.now)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r2", expiresIn: 43_200)), now: it.now)
        it.now.wall = it.now.wall + .seconds(1e9)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r3", expiresIn: 43_200)), now: it.now)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.now.wall = it.now.wall - .seconds(1e9)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .written(it.master(Self.hub, "r4", expiresIn: 43_200)), now: it.now)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
    }

    @Test("Spreading that takes longer than the life that is left is told")
    func tooSlow() {
        var it = PlanFixture()
        for index in 0..<500 { it.namespace("n\(index)") }
        it.doAll()
        it.plan.masterSeen("hub", it.master(Self.hub, "r2", expiresIn: 9), now: it.now)
        #expect(it.plan.takeNotices() == [.spreadingTooSlow(registry: "hub", needed: .seconds(10), left: .seconds(9))])
    }
}
