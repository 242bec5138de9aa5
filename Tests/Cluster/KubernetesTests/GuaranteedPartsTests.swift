import EventLoop
import Kubernetes
import Testing

struct GuaranteedPartsTests {
    /// What is chosen of lanes that hold so many each, of which the named ones never run dry.
    private static func choices(
        _ count: Int,
        _ parts: inout GuaranteedParts,
        waiting: inout [Int],
        endless: Set<Int> = [],
        upTo last: Int? = nil
    ) -> [Int] {
        (0..<count).compactMap { _ in
            let lane = parts.next(upTo: last) { waiting[$0] > 0 || endless.contains($0) }
            if let lane, !endless.contains(lane) { waiting[lane] -= 1 }
            return lane
        }
    }

    @Test func `what is short goes in strict order`() {
        var parts = GuaranteedParts(groups: [0, 1, 2], parts: [0, 0.1, 0.6])
        var waiting = [2, 2, 2]
        #expect(Self.choices(10, &parts, waiting: &waiting) == [0, 0, 1, 1, 2, 2])
    }

    @Test(
        "What lasts has its part at least, and what nobody else wants",
        arguments: [
            ([0, 2], [0: 0.4, 2: 0.6]), ([1, 2], [1: 0.4, 2: 0.6]), ([0, 1], [0: 0.9, 1: 0.1]),
            ([0, 1, 2], [0: 0.3, 1: 0.1, 2: 0.6]), ([2], [2: 1]),
        ] as [(Set<Int>, [Int: Double])]
    )
    func shares(_ endless: Set<Int>, _ expected: [Int: Double]) {
        var parts = GuaranteedParts(groups: [0, 1, 2], parts: [0, 0.1, 0.6])
        var waiting = [0, 0, 0]
        let choices = Self.choices(10_000, &parts, waiting: &waiting, endless: endless)
        for (lane, part) in expected {
            let count = Double(choices.count { $0 == lane })
            #expect(abs(count / 10_000 - part) < 0.01, "lane \(lane): \(count)")
        }
    }

    @Test func `lanes of a group share its part, the most urgent first`() {
        var parts = GuaranteedParts(groups: [0, 1, 0], parts: [0.6, 0.2])
        var waiting = [100, 0, 0]
        let choices = Self.choices(1000, &parts, waiting: &waiting, endless: [1, 2])
        #expect(choices.prefix(100).allSatisfy { $0 != 2 })
        #expect(choices.count { $0 == 0 } == 100)
        #expect(choices.count { $0 == 2 } > 400)
    }

    @Test func `what may not be chosen gains a claim, and no more than a bounded one`() {
        var parts = GuaranteedParts(groups: [0, 1], parts: [0, 0.5])
        var waiting = [0, 0]
        let first = Self.choices(1000, &parts, waiting: &waiting, endless: [0, 1], upTo: 0)
        #expect(first.allSatisfy { $0 == 0 })
        let then = Self.choices(30, &parts, waiting: &waiting, endless: [0, 1])
        #expect(then.prefix(5).allSatisfy { $0 == 1 })
        #expect(then.contains(0))
    }

    @Test func `nothing chosen where nothing waits`() {
        var parts = GuaranteedParts(groups: [0, 1], parts: [0, 0.5])
        #expect(parts.next { _ in false } == nil)
        #expect(parts.next(upTo: 0) { $0 == 1 } == nil)
    }

    @Test(
        "However many urgent requests come, each priority has its part of the rate",
        arguments: [
            (RequestPriority.rotation, 0.5), (.urgentRotation, 0.5), (.reading, 0.09), (.repair, 0.04),
            (.cleanUp, 0.02),
            (.events, 0.01),
        ] as [(RequestPriority, Double)]
    )
    func limiter(_ priority: RequestPriority, _ part: Double) async throws {
        try await Simulation.run { simulation in
            let limiter = RequestLimiter(perSecond: 50, burst: 1, loop: simulation.loop)
            let passed = Box(0)
            let all = Box(0)
            let flood = (0..<12).map { _ in
                Task(executorPreference: simulation.loop) {
                    while await limiter.acquire(.placement) { all.change { $0 += 1 } }
                }
            }
            let own = (0..<3).map { _ in
                Task(executorPreference: simulation.loop) {
                    while await limiter.acquire(priority) {
                        passed.change { $0 += 1 }
                        all.change { $0 += 1 }
                    }
                }
            }
            await simulation.advance(by: .seconds(60), step: .milliseconds(20), rounds: 8)
            #expect(all.value > 500)
            #expect(Double(passed.value) >= part * Double(all.value))
            for task in flood + own { task.cancel() }
            for task in flood + own { await task.value }
        }
    }
}
