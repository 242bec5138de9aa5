import EventLoop
import Testing

@testable import SecretKeeper

@Suite struct `Hints that need a proof` {
    private var doubts = HintDoubts()
    private let hub = UnprovenHint(namespace: "a", registry: "hub")

    /// The times of all looks up to an end, with a hint each `every` seconds; none of them is true.
    private mutating func looks(upTo end: Double, every interval: Double? = nil) -> [Double] {
        var times: [Double] = []
        for tick in 1...Int(end * 20) {
            let seconds = Double(tick) / 20
            let now = TenantFixture.time(seconds)
            if let interval, seconds.truncatingRemainder(dividingBy: interval) < 0.04 { doubts.add(hub, now: now) }
            guard let namespace = doubts.next(now: now) else { continue }
            times.append(seconds)
            _ = doubts.postpone(namespace, now: now)
        }
        return times
    }

    @Test mutating func `are looked into a few times within two minutes, and then given up`() {
        doubts.add(hub, now: TenantFixture.time(0))
        let result1 = looks(upTo: 600)
        #expect(result1 == [0.25, 1.25, 5.25, 20.25, 60.25, 120.25])
        #expect(doubts.registries(of: "a").isEmpty)
        #expect(doubts.nextDue == nil)
    }

    @Test mutating func `that come again bring the next look forward, as long as none was false`() {
        doubts.add(hub, now: TenantFixture.time(0))
        let result2 = looks(upTo: 25)
        #expect(result2 == [0.25, 1.25, 5.25, 20.25])
        doubts.add(hub, now: TenantFixture.time(30))
        #expect(doubts.nextDue == TenantFixture.time(30.25))
    }

    @Test mutating func `without end do not mean looks without end`() {
        let all = looks(upTo: 7200, every: 0.5)
        #expect(all.count < 7200 / 40)
    }

    @Test mutating func `go in the order of their times, and one that is true is settled`() {
        doubts.add(hub, now: TenantFixture.time(0))
        doubts.add(UnprovenHint(namespace: "b", registry: "hub"), now: TenantFixture.time(0.1))
        #expect(doubts.next(now: TenantFixture.time(0.2)) == nil)
        #expect(doubts.next(now: TenantFixture.time(5)) == "a")
        doubts.settle(hub)
        let given = doubts.postpone("a", now: TenantFixture.time(5))
        #expect(given.isEmpty)
        #expect(doubts.next(now: TenantFixture.time(5)) == "b")
    }
}
