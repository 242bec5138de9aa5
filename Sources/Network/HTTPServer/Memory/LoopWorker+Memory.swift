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
        if !memory.isRevoked { refuse(memory.peer, for: .memory) }
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
    /// owed longest, which counts as many times as its address holds bytes here (as ``PlaceLedger`` has it for places).
    ///
    /// - Returns: how many bytes have become free.
    private func free(_ wish: Wish) -> Int {
        let now = loop.now
        var held: [PeerAddress: Int] = [:]
        for entry in entries { held[entry.peer, default: 0] += entry.memory.charged }
        let victims = entries.filter { entry in
            let memory = entry.memory
            return memory.isWaiting && memory.charged > 0 && memory.owedSince < wish.before
        }.map { entry in
            let wait = Double(now.nanoseconds(since: entry.memory.owedSince))
            return (entry: entry, rank: entry.memory.rank, weight: wait * Double(held[entry.peer] ?? 0))
        }.sorted { ($0.rank, $1.weight) < ($1.rank, $0.weight) }
        var freed = 0
        for (victim, _, _) in victims where freed < wish.bytes {
            freed += victim.memory.revoke()
            victim.socket.abort()
            let held = state.places.held(by: victim.peer)
            state.observer.connectionEvicted(ConnectionShortage(reason: .memory, peer: victim.peer, held: held))
        }
        return freed
    }
}

extension ConnectionMemory {
    /// In which order connections go: 0 first.
    fileprivate var rank: Int { !isSmall ? 0 : isIdle ? 2 : 1 }
}
