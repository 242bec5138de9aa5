/// A set of copies in the order of their levels, first come, first served within a level.
///
/// It never holds more than twice the live copies plus a constant: entries that moved to another level or were taken
/// out are skipped when they come up, and swept when they are in the majority.
struct WorkQueue: Sendable {
    private struct Lane {
        var entries: [CopyKey] = []
        var head = 0
    }

    private var lanes = [Lane](repeating: Lane(), count: PlannedWork.Level.allCases.count)
    private var levels: [CopyKey: PlannedWork.Level] = [:]
    private var waiting = [Int](repeating: 0, count: PlannedWork.Level.allCases.count)

    /// How many copies wait.
    var count: Int { levels.count }
    var isEmpty: Bool { levels.isEmpty }

    /// The level at which a copy waits.
    func level(of key: CopyKey) -> PlannedWork.Level? { levels[key] }

    /// Puts a copy into a level; one that waits there already keeps its place.
    mutating func insert(_ key: CopyKey, _ level: PlannedWork.Level) {
        let before = levels.updateValue(level, forKey: key)
        guard before != level else { return }
        if let before { waiting[before.rawValue] -= 1 }
        waiting[level.rawValue] += 1
        lanes[level.rawValue].entries.append(key)
        let entries = lanes[level.rawValue].entries.count - lanes[level.rawValue].head
        if entries > 64 + 2 * levels.count { sweep(level) }
    }

    /// Takes a copy out.
    mutating func remove(_ key: CopyKey) {
        guard let level = levels.removeValue(forKey: key) else { return }
        waiting[level.rawValue] -= 1
    }

    /// Takes the first copy of the most urgent level that is not past `last`.
    mutating func popFirst(upTo last: PlannedWork.Level = .removal) -> CopyKey? {
        for level in PlannedWork.Level.allCases where level <= last {
            while waiting[level.rawValue] > 0, let key = popEntry(level.rawValue) {
                guard levels[key] == level else { continue }
                remove(key)
                return key
            }
        }
        return nil
    }

    /// Whether there is work that is not past `last`.
    func hasWork(upTo last: PlannedWork.Level) -> Bool {
        PlannedWork.Level.allCases.contains { $0 <= last && waiting[$0.rawValue] > 0 }
    }

    private mutating func popEntry(_ lane: Int) -> CopyKey? {
        guard lanes[lane].head < lanes[lane].entries.count else { return nil }
        let key = lanes[lane].entries[lanes[lane].head]
        lanes[lane].head += 1
        if lanes[lane].head == lanes[lane].entries.count {
            lanes[lane] = Lane()
        } else if lanes[lane].head > 1024, lanes[lane].head * 2 > lanes[lane].entries.count {
            lanes[lane].entries.removeFirst(lanes[lane].head)
            lanes[lane].head = 0
        }
        return key
    }

    private mutating func sweep(_ level: PlannedWork.Level) {
        var seen: Set<CopyKey> = []
        let live = lanes[level.rawValue].entries[lanes[level.rawValue].head...].filter {
            levels[$0] == level && seen.insert($0).inserted
        }
        lanes[level.rawValue] = Lane(entries: Array(live))
    }
}
