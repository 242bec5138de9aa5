internal import EventLoop
internal import Linux
internal import Sockets

/// Places for new connections, and who has to go for them.
extension LoopWorker {
    /// Takes a place for a connection, if need be one that somebody else gives up; nil where it has to be turned away.
    func admit(_ descriptor: consuming FileDescriptor, from peer: PeerAddress) async -> ConnectionEntry? {
        guard let socket = try? Socket(accepted: descriptor, on: loop) else {
            refuse(peer, for: .descriptors)
            return nil
        }
        let memory = ConnectionMemory(state.memory, of: peer, now: loop.now)
        let entry = ConnectionEntry(socket, peer: peer, memory: memory, places: state.places)
        var tries = 0
        while true {
            switch state.places.admit(entry, at: loop.now) {
            case .admitted(let evictions):
                for eviction in evictions { carryOut(eviction, for: .places) }
                return entry
            case .later where tries < Self.maximumTries:
                // They need their loops for it; another one may be busy for a moment. The kernel's queue is longer than ours.
                tries += 1
                await loop.nextRound()
                if tries > 1 { await loop.sleep(until: loop.now.advanced(by: .milliseconds(2))) }
            case .later, .nobody:
                refuse(peer, for: .places)
                return nil
            }
        }
    }

    /// A tenth of a second at least, and a second at most.
    private static var maximumTries: Int { 50 }

    /// Ends the connection that has waited longest for its peer, where it counts most (see ``PlaceLedger``).
    ///
    /// Its descriptor is free as soon as its task has run: after ``EventLoop/nextRound()`` where it is on this loop.
    ///
    /// - Returns: false where nobody can be made to go now.
    private func freeDescriptor() -> Bool {
        guard let eviction = state.places.evict(at: loop.now) else { return false }
        carryOut(eviction, for: .descriptors)
        return true
    }

    private func carryOut(_ eviction: ConnectionPlaces.Eviction, for reason: ConnectionShortage.Reason) {
        let entry = eviction.entry
        state.observer.connectionEvicted(ConnectionShortage(reason: reason, peer: entry.peer, held: eviction.held))
        guard entry.socket.loop !== loop else { return entry.evict() }
        let places = state.places
        entry.socket.loop.perform {
            // Its loop was busy with it: it waits for its peer no longer, or anew.
            if entry.waitingSince == eviction.since { entry.evict() } else { places.spare(entry) }
        }
    }

    func refuse(_ peer: PeerAddress, for reason: ConnectionShortage.Reason) {
        let held = state.places.held(by: peer)
        state.observer.connectionRefused(ConnectionShortage(reason: reason, peer: peer, held: held))
    }

    /// Goes on where there is no descriptor for the connection that is pending.
    ///
    /// Never waits for time to pass as long as there is something to be done: meanwhile everybody else would wait, too.
    ///
    /// - Parameters:
    ///   - listener: whose connection it is.
    ///   - attempt: how often that was so in a row.
    func findDescriptor(_ listener: Listener, attempt: Int) async {
        // The descriptor is free when the other connection's task has run; on another loop that may take a moment.
        if attempt <= Self.maximumAttempts, freeDescriptor() { return await loop.nextRound() }
        if attempt <= Self.maximumTries, state.places.isAnybodyLeaving {
            // It is another loop's, which is busy: the connection that is pending waits in the kernel's queue, and is not lost.
            await loop.nextRound()
            return await loop.sleep(until: loop.now.advanced(by: .milliseconds(2)))
        }
        if let peer = listener.turnAway() { return refuse(peer, for: .descriptors) }
        // Nobody to send away, and not even the means to close a connection: the kernel's memory is short, or the whole machine
        // is out of descriptors. To ask again at once would only burn time.
        await loop.sleep(until: loop.now.advanced(by: .milliseconds(20)))
    }

    private static var maximumAttempts: Int { 8 }
}
