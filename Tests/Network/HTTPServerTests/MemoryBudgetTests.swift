import EventLoop
import Sockets
import Testing

@testable import HTTPServer

@Suite("The memory budget") struct MemoryBudgetTests {
    @Test(
        "is a third of what the process may use, within bounds",
        arguments: [
            (256, 8, 2000, 85), (64, 8, 2000, 32), (0, 8, 2000, 32), (1_000_000, 8, 2000, 93), (256, 64, 2000, 128),
            (1_000_000, 8, 20_000, 937), (256, 8, 1, 32),
        ] as [(Int, Int, Int, Int)]
    )
    func share(availableMegabytes: Int, largestBody: Int, connections: Int, expected: Int) {
        let share = MemoryBudget.share(
            of: availableMegabytes << 20,
            largestBody: largestBody << 20,
            connections: connections
        )
        #expect(share >> 20 == expected)
    }

    private func memory(_ budget: MemoryBudget, message: Int = 0) -> ConnectionMemory {
        let memory = ConnectionMemory(budget, of: .unknown, now: .start)
        memory.message = message
        return memory
    }

    @Test func `an account moves in whole steps, and only when it has to`() {
        let budget = MemoryBudget(limit: 1 << 20)
        let memory = memory(budget)
        #expect(memory.settle() && budget.heldBytes == 8192)
        memory.input = 2048
        #expect(memory.settle() && budget.heldBytes == 8192)
        memory.input = 2049
        #expect(memory.settle() && budget.heldBytes == 12_288)
        memory.input = 0
        #expect(memory.settle() && budget.heldBytes == 8192)
    }

    @Test func `an account that the budget has no room for stays as it is`() {
        let budget = MemoryBudget(limit: 1 << 20)
        let memory = memory(budget, message: 900_000)
        #expect(memory.settle())
        let held = budget.heldBytes
        memory.message = 1_000_000
        #expect(!memory.settle() && budget.heldBytes == held && memory.charged == held)
        #expect(memory.shortage > 0)
        memory.message = 500_000
        #expect(memory.settle() && budget.heldBytes < held)
    }

    @Test func `an eighth is kept for small messages`() {
        let budget = MemoryBudget(limit: 1 << 20)
        let large = memory(budget, message: 900_000)
        #expect(large.settle())
        #expect(!memory(budget, message: 100_000).settle())
        let small = memory(budget, message: 90_000)
        #expect(small.settle())
        // The rest is the small ones' up to the last step.
        let smaller = memory(budget, message: 30_000)
        #expect(smaller.settle() && !memory(budget, message: 90_000).settle())
        withExtendedLifetime((large, small, smaller)) {}
    }

    @Test func `what the kernel holds counts, and makes no message large`() {
        let budget = MemoryBudget(limit: 1 << 20)
        let memory = memory(budget, message: 90_000)
        memory.kernel = KernelBuffers.ofBlocked
        #expect(memory.settle() && memory.isSmall && budget.heldBytes > 90_000 + KernelBuffers.ofBlocked)
    }

    @Test func `what is revoked is free at once, and counts once only`() {
        let budget = MemoryBudget(limit: 1 << 20)
        do {
            let memory = memory(budget, message: 500_000)
            #expect(memory.settle())
            #expect(memory.revoke() > 500_000 && budget.heldBytes == 0 && memory.isRevoked)
            #expect(memory.revoke() == 0 && memory.charged == 0)
            memory.message = 10
            #expect(!memory.settle() && budget.heldBytes == 0)
        }
        #expect(budget.heldBytes == 0)
    }

    @Test func `an account that goes away gives back what it had`() {
        let budget = MemoryBudget(limit: 1 << 20)
        do {
            let memory = memory(budget, message: 500_000)
            #expect(memory.settle() && budget.heldBytes > 0)
        }
        #expect(budget.heldBytes == 0)
        #expect(budget.takeMost() > 500_000)
        #expect(budget.takeMost() == 0)
    }
}
