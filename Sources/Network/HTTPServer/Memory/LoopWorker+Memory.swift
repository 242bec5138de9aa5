internal import EventLoop
internal import Sockets

/// Room for one connection at the expense of others: who has owed longest goes first.
extension LoopWorker {
    /// How long a message may be under way before a large one may take its place.
    ///
    /// Messages that come in at the same time must not push each other out, so that all but the newest were sent for nothing. One
    /// of 200 KB is there in a few milliseconds. Were this as long as a second, whoever sends the budget's 74 MiB anew
    /// each second would keep all large ones out; like this he would have to send ten times as much.
    private static let grace = Duration.milliseconds(100)
    /// How long a large message may be under way until it goes before small ones.
    private static let lateness = Duration.seconds(1)

    /// Makes a connection's account agree with what it holds, if need be by ending others.
    ///
    /// - Returns: false where there is no room for it.
    func settle(_ memory: ConnectionMemory) async -> Bool {
        if memory.settle() { return true }
        var hasFreed = false
        while !memory.isRevoked {
            let missing = memory.shortage
            if missing > 0 {
                guard await makeRoom(for: Wish(memory, bytes: missing, now: loop.now)) else { break }
                hasFreed = true
            }
            if memory.settle() {
                // What those who have to go hold is counted as free, but it is only when their tasks have run.
                if hasFreed { await loop.nextRound() }
                return true
            }
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
        if await makeRoom(for: wish, fromIdle: false) { return true }
        return await makeRoom(for: wish, fromIdle: true)
    }

    /// Frees something on this loop, or else on another: what is idle here stays while others' messages are there.
    private func makeRoom(for wish: Wish, fromIdle: Bool) async -> Bool {
        let workers = state.memory.allWorkers
        for worker in workers where worker.loop === loop {
            if worker.free(wish, fromIdle: fromIdle) > 0 { return true }
        }
        for worker in workers where worker.loop !== loop {
            let freed = Task(executorPreference: worker.loop) { worker.free(wish, fromIdle: fromIdle) }
            if await freed.value > 0 { return true }
        }
        return false
    }

    /// Ends connections that wait for their peers, until enough is free.
    ///
    /// First those with a large message that is late, then everybody with a message, or the idle ones; among them who has
    /// owed longest, which counts as many times as its address holds bytes here (as ``PlaceLedger`` has it for places).
    ///
    /// Size alone is no reason to go: where small messages that never end have taken all memory, a large one that has just begun
    /// is the API server's, whose reviews on one connection of HTTP/2 count together.
    ///
    /// - Returns: how many bytes have become free.
    private func free(_ wish: Wish, fromIdle: Bool) -> Int {
        let now = loop.now
        var bytes: [PeerAddress: Int] = [:]
        for entry in entries { bytes[entry.peer, default: 0] += entry.memory.charged }
        let victims = entries.filter { entry in
            let memory = entry.memory
            return memory.isWaiting && memory.isIdle == fromIdle && memory.charged > 0 && memory.owedSince < wish.before
        }.map { entry in
            let wait = Double(now.nanoseconds(since: entry.memory.owedSince))
            let isLate = !entry.memory.isSmall && entry.memory.owedSince < now - Self.lateness
            return (entry: entry, rank: isLate ? 0 : 1, weight: wait * Double(bytes[entry.peer] ?? 0))
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
