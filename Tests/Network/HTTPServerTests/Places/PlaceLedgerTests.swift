import EventLoop
import Sockets
import TestSupport
import Testing

@testable import HTTPServer

/// A ledger, its clock, and who is in it by name.
private struct Ledger {
    var ledger: PlaceLedger<Place>
    var now = LoopInstant.start + .seconds(10_000)
    private var names: [ObjectIdentifier: String] = [:]

    init(places: Int) { ledger = PlaceLedger(places: places) }

    /// Adds connections of one address; the first is called `name-0`.
    @discardableResult mutating func add(_ count: Int = 1, from address: UInt8, _ name: String, waiting: Duration)
        -> [Place]
    {
        (0..<count).map { index in
            let place = Place(peer: peer(address), at: now - waiting)
            names[ObjectIdentifier(place)] = "\(name)-\(index)"
            ledger.add(place)
            return place
        }
    }

    /// Who goes, in order.
    mutating func evicted(_ count: Int = 1) -> [String] {
        (0..<count).compactMap { _ in ledger.evict(at: now).flatMap { names[ObjectIdentifier($0)] } }
    }
}

private func peer(_ last: UInt8) -> PeerAddress {
    guard let address = SocketAddress(ip: [10, 0, 0, last], port: 0) else { preconditionFailure("four bytes") }
    return PeerAddress(address)
}

@Suite struct `The ledger of places` {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Connections, their last byte of the address, their name, seconds of waiting.
        let holders: [(count: Int, address: UInt8, name: String, seconds: Double)]
        /// The addresses whose reviews were answered just now.
        var answered: [UInt8] = []
        let first: String
    }

    @Test(arguments: [
        Case(
            testDescription: "of one address the longest waiting goes",
            holders: [(3, 1, "new", 0.01), (1, 1, "old", 5), (3, 1, "middle", 1)],
            first: "old-0"
        ),
        Case(
            testDescription: "of a flood and others the flood goes, however new it is",
            holders: [(900, 1, "flood", 0.4), (10, 2, "idle", 20)],
            first: "flood-0"
        ),
        Case(
            testDescription:
                "of a thousand addresses with a connection each the longest waiting goes, not who makes calls",
            holders: (10..<210).map { (1, $0, "stranger\($0)", 5 + Double($0) / 100) } + [(3, 2, "call", 0.02)],
            first: "stranger209-0"
        ),
        Case(
            testDescription: "of two addresses that hold the same the longer waiting goes",
            holders: [(20, 1, "a", 3), (20, 2, "b", 4)],
            first: "b-0"
        ),
        Case(
            testDescription: "an address that was answered lately keeps its part of the reserve, however idle",
            holders: [(100, 1, "server", 90), (2, 2, "stranger", 0.5)],
            answered: [1],
            first: "stranger-0"
        ),
        Case(
            testDescription: "beyond its part an answered address is like any other",
            holders: [(400, 1, "server", 90), (2, 2, "stranger", 0.5)],
            answered: [1],
            first: "server-0"
        ),
        Case(
            testDescription: "answered addresses share the reserve evenly",
            holders: [(100, 1, "one", 90), (200, 2, "other", 80), (2, 3, "stranger", 0.5)],
            answered: [1, 2],
            first: "other-0"
        ),
    ])
    func `names who has to go`(_ given: Case) {
        var ledger = Ledger(places: 1000)
        for holder in given.holders {
            ledger.add(holder.count, from: holder.address, holder.name, waiting: .seconds(holder.seconds))
        }
        for address in given.answered { ledger.ledger.noteAnswer(to: peer(address), at: ledger.now) }
        let name = ledger.evicted().first
        #expect(name?.prefix { $0 != "-" } == given.first.prefix { $0 != "-" })
    }

    @Test(arguments: [0, 1, 2], [1, 5, 13])
    func `always names somebody where descriptors end before places, however many were answered`(
        strangers: Int,
        each: Int
    ) {
        var ledger = Ledger(places: 400)
        ledger.add(each, from: 1, "server", waiting: .seconds(1))
        ledger.add(each, from: 2, "other", waiting: .seconds(9))
        ledger.add(strangers, from: 3, "stranger", waiting: .seconds(0.5))
        for address: UInt8 in [1, 2] { ledger.ledger.noteAnswer(to: peer(address), at: ledger.now) }
        // As long as there are places it is the strangers alone.
        #expect(ledger.evicted(strangers + 1).allSatisfy { $0.hasPrefix("stranger") })
        #expect(ledger.ledger.evict(at: ledger.now, isLast: true) != nil)
        // Where there are more again, each has his part of them again.
        let before = ledger.ledger.count
        ledger.add(400 - before, from: 3, "stranger", waiting: .zero)
        #expect(ledger.evicted().allSatisfy { $0.hasPrefix("stranger") })
    }

    @Test(arguments: [(found: 2, kept: 1), (3, 1), (7, 3), (16, 8), (31, 8), (32, 8), (80, 20)])
    func `keeps half of a handful of places for who was answered, and a quarter of many`(found: Int, kept: Int) {
        var ledger = Ledger(places: 4096)
        ledger.add(found, from: 1, "server", waiting: .seconds(90))
        ledger.ledger.noteAnswer(to: peer(1), at: ledger.now)
        // Descriptors are at their end, and each of a flood takes the place of one.
        for _ in 0..<200 {
            _ = ledger.ledger.evict(at: ledger.now, isLast: true)
            ledger.add(from: 2, "flood", waiting: .zero)
            ledger.now = ledger.now + .milliseconds(1)
        }
        #expect(ledger.ledger.held(by: peer(1)) == kept)
    }

    @Test func `lets an answer start the wait anew, and nothing else count`() {
        var ledger = Ledger(places: 100)
        let old = ledger.add(from: 1, "old", waiting: .seconds(9))[0]
        ledger.add(from: 1, "middle", waiting: .seconds(5))
        ledger.add(from: 1, "new", waiting: .seconds(1))
        old.wait(since: ledger.now - .seconds(2))
        #expect(ledger.evicted(4) == ["middle-0", "old-0", "new-0"])
        #expect(ledger.ledger.count == 0)
    }

    @Test func `sends nobody away for whom we are at work`() {
        var ledger = Ledger(places: 100)
        for place in ledger.add(3, from: 1, "stream", waiting: .seconds(9)) { place.wait(since: .never) }
        #expect(ledger.evicted() == [])
        ledger.add(from: 1, "new", waiting: .zero)
        #expect(ledger.evicted(2) == ["new-0"])
    }

    @Test func `never sends a call away that takes less than the places last, whoever floods`() {
        // The attacker opens a connection a millisecond; a call opens one of its own, and needs ten milliseconds.
        var ledger = Ledger(places: 100)
        var gone: [String] = []
        for round in 0..<5000 {
            ledger.now = ledger.now + .milliseconds(1)
            if ledger.ledger.count == 100 { gone += ledger.evicted() }
            ledger.add(from: 1, "flood", waiting: .zero)
            guard round % 50 == 0 else { continue }
            gone += ledger.evicted()
            let call = ledger.add(from: 1, "call\(round)", waiting: .zero)[0]
            for _ in 0..<10 {
                ledger.now = ledger.now + .milliseconds(1)
                if ledger.ledger.count == 100 { gone += ledger.evicted() }
                ledger.add(from: 1, "flood", waiting: .zero)
            }
            #expect(!gone.contains { $0.hasPrefix("call") })
            ledger.ledger.remove(call)
        }
    }

    @Test func `forgets an answer after ten minutes, and beyond so many addresses the one answered longest ago`() {
        var answered = AnsweredPeers()
        for address in 0..<UInt8(AnsweredPeers.capacity) {
            #expect(answered.note(peer(address), at: .start) == (true, nil))
        }
        #expect(answered.note(peer(0), at: .start + .seconds(1)) == (false, nil))
        #expect(answered.note(peer(200), at: .start + .seconds(2)) == (true, peer(1)))
        #expect(answered.expireOne(at: .start + .seconds(599)) == nil)
        #expect(answered.expireOne(at: .start + .seconds(600)) == peer(2))
        #expect(answered.contains(peer(0)))
    }

    @Test func `takes the reserve back from an address that was not answered for long`() {
        var ledger = Ledger(places: 1000)
        ledger.add(from: 1, "server", waiting: .seconds(90))
        ledger.ledger.noteAnswer(to: peer(1), at: ledger.now)
        ledger.add(from: 2, "stranger", waiting: .seconds(1))
        #expect(ledger.evicted() == ["stranger-0"])
        #expect(ledger.evicted() == [])
        ledger.now = ledger.now + .seconds(601)
        #expect(ledger.evicted() == ["server-0"])
    }

    @Test(.seeded) func `agrees with a plain search over all connections`() {
        var generator = TestSeed.generator()
        for _ in 0..<50 {
            var ledger = Ledger(places: 40)
            var all: [Place] = []
            for _ in 0..<200 {
                ledger.now = ledger.now + .milliseconds(Int.random(in: 1...500, using: &generator))
                switch Int.random(in: 0..<6, using: &generator) {
                case 0 where !all.isEmpty: all.randomElement(using: &generator)?.wait(since: ledger.now)
                case 1 where !all.isEmpty:
                    ledger.ledger.remove(all.remove(at: Int.random(in: all.indices, using: &generator)))
                case 2: ledger.ledger.noteAnswer(to: peer(.random(in: 1...4, using: &generator)), at: ledger.now)
                case 3:
                    let expected = heaviest(all, ledger.ledger, at: ledger.now)
                    let gone = ledger.ledger.evict(at: ledger.now)
                    #expect(gone.flatMap { weight(of: $0, all, ledger.ledger, at: ledger.now) } == expected)
                    all.removeAll { $0 === gone }
                default: all += ledger.add(from: .random(in: 1...8, using: &generator), "", waiting: .zero)
                }
                #expect(ledger.ledger.count == all.count)
            }
        }
    }

    /// What the largest weight of anybody is that may go.
    private func heaviest(_ all: [Place], _ ledger: PlaceLedger<Place>, at now: LoopInstant) -> UInt64? {
        all.compactMap { weight(of: $0, all, ledger, at: now) }.max()
    }

    private func weight(of place: Place, _ all: [Place], _ ledger: PlaceLedger<Place>, at now: LoopInstant) -> UInt64? {
        let answered = Set((1...8).map { peer($0) }.filter(ledger.isAnswered))
        let held = (all + [place]).reduce(into: Set<ObjectIdentifier>()) { set, other in
            if other.peer == place.peer { set.insert(ObjectIdentifier(other)) }
        }.count
        let takable = held - (answered.contains(place.peer) ? 10 / max(1, answered.count) : 0)
        guard takable > 0 else { return nil }
        let wait = now.nanoseconds(since: place.waitingSince) / 1000 + 1
        return wait << UInt64(Int.bitWidth - 1 - takable.leadingZeroBitCount)
    }
}
