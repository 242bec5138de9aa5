import Synchronization
import Testing

@testable import HTTPServer
@testable import Serving

@Suite("Memory is given back") struct MemoryServiceTests {
    @Test(
        "once what connections hold has fallen by 4 MiB, and not for less",
        arguments: [
            ([0, 0, 0], 0), ([10, 10, 10], 0), ([10, 7, 7], 0), ([10, 6], 1), ([10, 8, 6], 1),
            ([40, 30, 20, 10, 0, 0], 4),
            ([20, 0, 20, 0], 2),
        ]
    )
    func trims(heldMegabytes: [Int], expected: Int) async throws {
        let budget = MemoryBudget(limit: 1 << 30)
        let steps = Mutex(heldMegabytes)
        let trims = Mutex(0)
        let ticks = Ticks {
            let next = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next else { throw CancellationError() }
            let change = next << 20 - budget.heldBytes
            if change > 0 { _ = budget.take(change, isSmall: true) } else { budget.give(-change) }
        }
        try await MemoryService(budget: budget, ticks: ticks) { trims.withLock { $0 += 1 } }.run()
        #expect(trims.withLock { $0 } == expected)
    }
}
