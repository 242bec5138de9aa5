internal import HTTPServer
internal import Linux
internal import ServiceLifecycle

/// Gives memory back to the kernel after a flood, for as long as the servers run.
///
/// An allocator keeps freed blocks that lie between those in use, and after two thousand half-received bodies that is nearly
/// all of them.
struct MemoryService: Service {
    let budget: MemoryBudget
    var ticks = Ticks.everyTwoSeconds
    var trim: @Sendable () -> Void = { ProcessMemory.trim() }

    /// A fall below this is the usual coming and going.
    private static let fall = 4 << 20

    func run() async throws {
        var most = 0
        for await _ in ticks {
            most = max(most, budget.takeMost())
            let held = budget.heldBytes
            guard most - held >= Self.fall else { continue }
            trim()
            most = held
        }
    }
}
