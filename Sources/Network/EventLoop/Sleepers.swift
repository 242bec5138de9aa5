/// The tasks of one loop that sleep until a time.
struct Sleepers {
    // Safe: the continuation is resumed exactly once, when the sleeper leaves the list.
    @safe private struct Sleeper {
        let id: UInt64
        let deadline: LoopInstant
        let continuation: UnsafeContinuation<Void, Never>
    }

    private var sleepers: [Sleeper] = []

    /// Takes a task in; `id` is what ``wake(_:)`` knows it by.
    mutating func add(_ id: UInt64, until deadline: LoopInstant, _ continuation: UnsafeContinuation<Void, Never>) {
        unsafe sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
    }

    /// Wakes one before its time.
    mutating func wake(_ id: UInt64) {
        guard let index = sleepers.firstIndex(where: { $0.id == id }) else { return }
        unsafe sleepers.remove(at: index).continuation.resume()
    }

    /// Wakes everybody whose time has come, and returns the earliest time of the others.
    mutating func expire(at now: LoopInstant) -> LoopInstant {
        var earliest = LoopInstant.never
        var kept: [Sleeper] = []
        for sleeper in sleepers {
            if sleeper.deadline <= now {
                unsafe sleeper.continuation.resume()
            } else {
                kept.append(sleeper)
                earliest = min(earliest, sleeper.deadline)
            }
        }
        sleepers = kept
        return earliest
    }
}
