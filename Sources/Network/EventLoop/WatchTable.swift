/// The watches of one loop by the token that the kernel hands back with each event.
///
/// A token carries a generation beside the slot, so that an event of a socket that was closed in the same round of
/// `epoll_wait` never reaches the socket that took over its slot.
struct WatchTable {
    private struct Slot {
        var watch: DescriptorWatch?
        var generation: UInt32 = 0
    }

    /// A token that no watch ever has.
    static let noToken = UInt64.max

    private var slots: [Slot] = []
    private var free: [Int] = []

    var count: Int { slots.count - free.count }

    mutating func add(_ watch: DescriptorWatch) -> UInt64 {
        if let index = free.popLast() {
            slots[index].watch = watch
            return token(index)
        }
        slots.append(Slot(watch: watch))
        return token(slots.count - 1)
    }

    mutating func remove(_ token: UInt64) {
        guard let index = index(of: token) else { return }
        slots[index].watch = nil
        slots[index].generation &+= 1
        free.append(index)
    }

    func watch(for token: UInt64) -> DescriptorWatch? { index(of: token).flatMap { slots[$0].watch } }

    /// Resumes every waiter whose deadline has come, and returns the earliest deadline of the others.
    func expire(at now: LoopInstant) -> LoopInstant {
        var earliest = LoopInstant.never
        for slot in slots {
            if let deadline = slot.watch?.expire(at: now) { earliest = min(earliest, deadline) }
        }
        return earliest
    }

    private func index(of token: UInt64) -> Int? {
        let index = Int(UInt32(truncatingIfNeeded: token))
        return index < slots.count && self.token(index) == token ? index : nil
    }

    private func token(_ index: Int) -> UInt64 {
        // 31 bits of generation: no watch gets `noToken`.
        UInt64(slots[index].generation & 0x7fff_ffff) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
    }
}
