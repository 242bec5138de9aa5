internal import EventLoop

/// Copies to be looked at again at a time of the steady clock; a binary heap.
struct TimerHeap: Sendable {
    private struct Entry {
        var time: LoopInstant
        var key: CopyKey
    }

    private var entries: [Entry] = []

    /// When the first copy is due.
    var first: LoopInstant? { entries.first?.time }

    mutating func insert(_ key: CopyKey, at time: LoopInstant) {
        entries.append(Entry(time: time, key: key))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].time < entries[parent].time else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first copy that is due by `now`.
    mutating func popFirst(by now: LoopInstant) -> CopyKey? {
        guard let first = entries.first, first.time <= now else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first.key }
        entries[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].time < entries[child].time { child += 1 }
            guard entries[child].time < entries[parent].time else { break }
            entries.swapAt(child, parent)
            parent = child
        }
        return first.key
    }
}
