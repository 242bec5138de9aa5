import Credentials
import EventLoop
import TestSupport
import Testing
import Text

@Suite struct `The time of the next fetch` {
    private let now = Timestamp(seconds: 1_700_000_000)
    /// The middle: no jitter.
    private let middle = 0.5

    private func due(
        _ schedule: RefreshSchedule = RefreshSchedule(),
        age: Double = 0,
        life: Double?,
        random: Double = 0.5
    ) -> Double? {
        let fetchedAt = now - .seconds(age)
        return schedule.due(
            fetchedAt: fetchedAt,
            expiresAt: life.map { fetchedAt + .bounded(seconds: $0) },
            now: now,
            random: random
        ).map { ($0 - fetchedAt).inSeconds }
    }

    @Test(
        "is half the life or the margin before its end, whichever is earlier",
        arguments: [
            (life: 43_200, margin: 120, due: 21_600), (life: 3600, margin: 120, due: 1800),
            (life: 3600, margin: 2400, due: 1200), (life: 300, margin: 120, due: 150),
            (life: 200, margin: 120, due: 80),
            // Shorter than that: as often as the floor between two new ones allows.
            (life: 120, margin: 120, due: 60), (life: 100, margin: 120, due: 60), (life: 60, margin: 0, due: 60),
            (life: 40, margin: 0, due: 60),
        ] as [(life: Double, margin: Double, due: Double)]
    )
    func halfLife(life: Double, margin: Double, due: Double) {
        #expect(self.due(RefreshSchedule(margin: .seconds(margin)), life: life) == due)
    }

    @Test(arguments: [0.0, 0.25, 0.5, 0.75, 0.999])
    func `is jittered by a tenth either way and never later than the margin`(random: Double) throws {
        let long = try #require(due(life: 43_200, random: random))
        #expect((19_440...23_760).contains(long))
        #expect(abs(long - 21_600 * (0.9 + 0.2 * random)) < 0.01)
        let tight = try #require(due(RefreshSchedule(margin: .seconds(1800)), life: 3600, random: random))
        #expect((1620...1800).contains(tight))
    }

    @Test(arguments: [-1.0, 2, .nan, .infinity])
    func `stays in that range whatever the random number is`(random: Double) throws {
        let time = try #require(due(life: 43_200, random: random))
        #expect((19_440...23_760).contains(time))
    }

    @Test(arguments: [0, -1, -1e9, .nan, -.infinity] as [Double])
    func `is never within the floor, whatever the provider says`(life: Double) {
        #expect(due(life: life) == 60)
    }

    @Test func `is within a minute of the last new one only where that is long ago`() {
        func due(rotated: Double) -> Double? {
            RefreshSchedule().due(
                fetchedAt: now,
                rotatedAt: now - .seconds(rotated),
                expiresAt: now + .seconds(20),
                now: now,
                random: middle
            ).map { ($0 - now).inSeconds }
        }
        #expect(due(rotated: 0) == 60)
        #expect(due(rotated: 20) == 40)
        #expect(due(rotated: 500) == 30)
        // From the future: the clock has been set back since.
        #expect(due(rotated: -5000) == 60)
    }

    @Test func `is never without an end`() {
        #expect(due(life: nil) == nil)
        #expect(due(life: .infinity) == nil)
    }

    @Test func `is now after a clock that ran ahead, and moves on after that fetch`() throws {
        let schedule = RefreshSchedule()
        let year = Duration.seconds(31_536_000)
        let first = schedule.due(
            fetchedAt: now + year,
            expiresAt: now + year + .seconds(43_200),
            now: now,
            random: middle
        )
        #expect(first == now)
        let next = schedule.due(fetchedAt: now, expiresAt: now + .seconds(43_200), now: now, random: middle)
        #expect(next == now + .seconds(21_600))
        // A small step back is no reason to fetch.
        #expect(
            schedule.due(fetchedAt: now + .seconds(30), expiresAt: now + .seconds(3630), now: now, random: middle)
                == now + .seconds(1830)
        )
        #expect(schedule.due(fetchedAt: .distantFuture, expiresAt: nil, now: now, random: middle) == now)
    }

    @Test func `is in the past after a clock that jumped ahead`() throws {
        let time = try #require(due(age: 1e6, life: 3600))
        #expect(now - .seconds(1e6 - time) < now)
    }

    @Test("cannot spin: a provider that never gives a new token is asked a bounded number of times")
    func sameToken() throws {
        let schedule = RefreshSchedule()
        let expiresAt = now + .seconds(3600)
        var time = now
        var fetches = 0
        // Always the same token: half of what is left, until the margin and then the floor.
        while time < expiresAt {
            let next = try #require(schedule.due(fetchedAt: time, expiresAt: expiresAt, now: time, random: middle))
            #expect(next >= time + schedule.floor)
            time = next
            fetches += 1
        }
        #expect((5...12).contains(fetches))
    }

    @Test func `leaves time to write all copies`() {
        #expect(RefreshSchedule.margin(copies: 0, writesPerSecond: 50) == .seconds(120))
        #expect(RefreshSchedule.margin(copies: 5000, writesPerSecond: 50) == .seconds(220))
        #expect(RefreshSchedule.spreadTime(copies: 10, writesPerSecond: 0) == .longest)
        #expect(RefreshSchedule.spreadTime(copies: -1, writesPerSecond: 50) == .zero)
        let hopeless = RefreshSchedule(margin: RefreshSchedule.margin(copies: 10, writesPerSecond: 0))
        #expect(due(hopeless, life: 3600) == 60)
        #expect(RefreshSchedule.spreadTime(copies: 10, writesPerSecond: 1e-300) == .longest)
        #expect(RefreshSchedule.spreadTime(copies: 10, writesPerSecond: .nan) == .longest)
        #expect(RefreshSchedule(margin: .bounded(seconds: .nan)).margin == .zero)
        #expect(RefreshSchedule(margin: .seconds(-5)).margin == .zero)
    }
}

@Suite struct `The time of the next attempt` {
    private let schedule = RefreshSchedule()

    private func delay(_ failures: Int, random: Double = 0.5) -> Double {
        (schedule.retry(failures: failures, now: .start, random: random) - .start).inSeconds
    }

    @Test(
        arguments: [
            (0, 5), (1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 300), (8, 300), (1000, 300),
            (Int.max, 300), (Int.min, 5),
        ] as [(Int, Double)]
    )
    func `doubles up to five minutes`(failures: Int, seconds: Double) {
        #expect(delay(failures) == seconds)
    }

    @Test func `is jittered by a tenth`() {
        #expect(delay(3, random: 0) == 18)
        #expect(delay(3, random: 1) == 22)
    }

    @Test func `is at least a second away, whatever the settings`() {
        var schedule = RefreshSchedule()
        schedule.firstRetry = .zero
        #expect(schedule.retry(failures: 5, now: .at(10), random: 0.5) == .at(11))
    }
}
