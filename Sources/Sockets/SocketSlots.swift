/// The sockets of one loop by the token that the kernel hands back with each event.
///
/// A token carries a generation beside the slot, so that an event of a socket that was closed in the same round of
/// `epoll_wait` never reaches the socket that took over its slot.
struct SocketSlots {
    private struct Slot {
        unowned(safe) var socket: Socket?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    /// Takes a slot for `socket`, which must call ``remove(_:)`` before it goes away.
    mutating func add(_ socket: Socket) -> UInt64 {
        if let index = free.popLast() {
            slots[index].socket = socket
            return token(index)
        }
        slots.append(Slot(socket: socket))
        return token(slots.count - 1)
    }

    mutating func remove(_ token: UInt64) {
        let index = Int(UInt32(truncatingIfNeeded: token))
        guard index < slots.count, self.token(index) == token else { return }
        slots[index].socket = nil
        slots[index].generation &+= 1
        free.append(index)
    }

    func socket(for token: UInt64) -> Socket? {
        let index = Int(UInt32(truncatingIfNeeded: token))
        guard index < slots.count, self.token(index) == token else { return nil }
        return slots[index].socket
    }

    /// Resumes every waiter whose deadline has come, and returns the earliest of the others.
    func expire(before now: LoopInstant) -> LoopInstant {
        var earliest = LoopInstant.never
        for slot in slots {
            guard let deadline = slot.socket?.expireWait(at: now) else { continue }
            earliest = min(earliest, deadline)
        }
        return earliest
    }

    private func token(_ index: Int) -> UInt64 {
        // 31 bits of generation: the token with all bits set is the loop's own.
        UInt64(slots[index].generation & 0x7fff_ffff) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
    }
}
