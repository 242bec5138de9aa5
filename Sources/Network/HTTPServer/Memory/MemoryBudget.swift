internal import Synchronization

/// The memory that peers may make the process hold, all servers and connections together.
///
/// What is counted is what is held, by capacity: read buffers, headers, bodies, answers that wait, TLS and HTTP/2 sessions.
/// What a peer only announces costs nothing. A connection's account is settled before it waits for its peer and before a
/// buffer grows, so what is under way on the loops' own threads comes on top: one message for each of them at most.
package final class MemoryBudget: Sendable {
    /// The most that may be held, in bytes.
    package let limit: Int
    private let held = Atomic<Int>(0)
    private let most = Atomic<Int>(0)
    private let workers = Mutex<[Worker]>([])

    /// A worker that can make room; gone with its server.
    private struct Worker: Sendable {
        weak let value: LoopWorker?
    }

    /// Makes a budget of so many bytes.
    package init(limit: Int) { self.limit = limit }

    /// The part of a process' memory that is the peers'.
    ///
    /// A third: the rest is for the program (20 MiB), the keepers' objects, the kernel's socket buffers, which count for the
    /// same cgroup, and what an allocator wastes. At least 32 MiB and twice the largest body, which could not be received
    /// otherwise. At most 48 KiB for each connection that there may be, 94 MiB for 2,000: an idle one holds 28 KiB, a review
    /// 50 KiB for a moment, and what nobody needs only makes floods larger.
    ///
    /// - Parameters:
    ///   - available: what the process may use, in bytes.
    ///   - largestBody: the largest request body that is taken.
    ///   - connections: the most connections at once.
    /// - Returns: A limit in bytes.
    package static func share(of available: Int, largestBody: Int, connections: Int) -> Int {
        let least = max(32 << 20, largestBody * 2)
        return max(least, min(available / 3, connections * 48 << 10))
    }

    /// The bytes that are held now.
    package var heldBytes: Int { held.load(ordering: .relaxed) }

    /// The most bytes that were held since the last call.
    package func takeMost() -> Int { max(most.exchange(heldBytes, ordering: .relaxed), heldBytes) }

    /// What a message of up to ``ConnectionMemory/smallMessage`` bytes may use and a larger one may not.
    var reserve: Int { limit / 8 }

    /// Takes `count` bytes; false when they are not there.
    func take(_ count: Int, isSmall: Bool) -> Bool {
        let (_, total) = held.wrappingAdd(count, ordering: .relaxed)
        if total <= (isSmall ? limit : limit - reserve) {
            if total > most.load(ordering: .relaxed) { most.store(total, ordering: .relaxed) }
            return true
        }
        held.wrappingSubtract(count, ordering: .relaxed)
        return false
    }

    /// Gives bytes back.
    func give(_ count: Int) { held.wrappingSubtract(count, ordering: .relaxed) }

    /// By how much the budget is short of so many more bytes; 0 where they fit.
    func shortage(of count: Int, isSmall: Bool) -> Int {
        max(0, heldBytes + count - (isSmall ? limit : limit - reserve))
    }

    // MARK: Who can make room

    func add(_ worker: LoopWorker) { workers.withLock { $0.append(Worker(value: worker)) } }

    /// The workers of all servers that share the budget.
    var allWorkers: [LoopWorker] { workers.withLock { $0.compactMap(\.value) } }
}
