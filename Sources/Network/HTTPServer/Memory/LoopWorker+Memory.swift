internal import EventLoop
internal import Sockets

/// Room for one connection at the expense of others: who has owed longest goes first.
extension LoopWorker {
    /// How long a message may be under way before a large one may take its place.
    ///
    /// Messages that come in at the same time must not push each other out in turns, so that none comes to its end.
    private static let grace = Duration.seconds(1)

    /// Makes a connection's account agree with what it holds, if need be by ending others.
    ///
    /// - Returns: false where there is no room for it.
    func settle(_ memory: ConnectionMemory) async -> Bool {
        if memory.settle() { return true }
        while !memory.isRevoked {
            let missing = memory.shortage
            if missing > 0 {
                guard await makeRoom(for: Wish(memory, bytes: missing, now: loop.now)) else { break }
            }
            if memory.settle() { return true }
        }
        if !memory.isRevoked { state.observer.memoryRefused(.refused) }
        return false
    }

    /// What somebody needs who may push others out.
    private struct Wish: Sendable {
        let bytes: Int
        /// Only who has owed since before then may go.
        let before: LoopInstant

        init(_ memory: ConnectionMemory, bytes: Int, now: LoopInstant) {
            // In larger portions, so that many who grow in small steps do not have everybody looked at each time.
            self.bytes = max(bytes, LoopWorker.portion)
            before = memory.isSmall ? memory.owedSince : min(memory.owedSince, now - LoopWorker.grace)
        }
    }

    private static let portion = 256 * 1024

    /// Frees something; false where nobody may go.
    private func makeRoom(for wish: Wish) async -> Bool {
        let workers = state.memory.allWorkers
        for worker in workers where worker.loop === loop {
            if worker.free(wish) > 0 { return true }
        }
        for worker in workers where worker.loop !== loop {
            if await Task(executorPreference: worker.loop, operation: { worker.free(wish) }).value > 0 { return true }
        }
        return false
    }

    /// Ends connections that wait for their peers, until enough is free.
    ///
    /// First those with a large message that is not complete, then those with a small one, then idle ones; among them who has
    /// owed longest.
    ///
    /// - Returns: how many bytes have become free.
    private func free(_ wish: Wish) -> Int {
        var victims = entries.filter { entry in
            let memory = entry.memory
            return memory.isWaiting && memory.charged > 0 && memory.owedSince < wish.before
        }
        victims.sort { ($0.memory.rank, $0.memory.owedSince) < ($1.memory.rank, $1.memory.owedSince) }
        var freed = 0
        for victim in victims where freed < wish.bytes {
            freed += victim.memory.revoke()
            victim.socket.abort()
            state.observer.memoryRefused(.ended)
        }
        return freed
    }
}

extension ConnectionMemory {
    /// In which order connections go: 0 first.
    fileprivate var rank: Int { !isSmall ? 0 : isIdle ? 2 : 1 }
}
