/// A set of cells in the order of their levels, first come, first served within a level.
///
/// It never holds more than twice the live cells plus a constant: entries that moved to another level or were taken
/// out are skipped when they come up, and swept when they are in the majority.
struct WorkQueue: Sendable {
    private struct Lane {
        var entries: [CellID] = []
        var head = 0
    }

    private var lanes = [Lane](repeating: Lane(), count: PlannedWork.Level.allCases.count)
    private var levels: [CellID: PlannedWork.Level] = [:]
    private var waiting = [Int](repeating: 0, count: PlannedWork.Level.allCases.count)

    /// How many cells wait.
    var count: Int { levels.count }
    var isEmpty: Bool { levels.isEmpty }

    /// The level at which a cell waits.
    func level(of cell: CellID) -> PlannedWork.Level? { levels[cell] }

    /// Puts a cell into a level; one that waits there already keeps its place.
    mutating func insert(_ cell: CellID, _ level: PlannedWork.Level) {
        let before = levels.updateValue(level, forKey: cell)
        guard before != level else { return }
        if let before { waiting[before.rawValue] -= 1 }
        waiting[level.rawValue] += 1
        lanes[level.rawValue].entries.append(cell)
        let entries = lanes[level.rawValue].entries.count - lanes[level.rawValue].head
        if entries > 64 + 2 * levels.count { sweep(level) }
    }

    /// Takes a cell out.
    mutating func remove(_ cell: CellID) {
        guard let level = levels.removeValue(forKey: cell) else { return }
        waiting[level.rawValue] -= 1
    }

    /// Takes the first cell of the most urgent level that is not past `last`.
    mutating func popFirst(upTo last: PlannedWork.Level = .removal) -> CellID? {
        for level in PlannedWork.Level.allCases where level <= last {
            while waiting[level.rawValue] > 0, let cell = popEntry(level.rawValue) {
                guard levels[cell] == level else { continue }
                remove(cell)
                return cell
            }
        }
        return nil
    }

    /// Whether there is work that is not past `last`.
    func hasWork(upTo last: PlannedWork.Level) -> Bool {
        PlannedWork.Level.allCases.contains { $0 <= last && waiting[$0.rawValue] > 0 }
    }

    private mutating func popEntry(_ lane: Int) -> CellID? {
        guard lanes[lane].head < lanes[lane].entries.count else { return nil }
        let cell = lanes[lane].entries[lanes[lane].head]
        lanes[lane].head += 1
        if lanes[lane].head == lanes[lane].entries.count {
            lanes[lane] = Lane()
        } else if lanes[lane].head > 1024, lanes[lane].head * 2 > lanes[lane].entries.count {
            lanes[lane].entries.removeFirst(lanes[lane].head)
            lanes[lane].head = 0
        }
        return cell
    }

    private mutating func sweep(_ level: PlannedWork.Level) {
        var seen: Set<CellID> = []
        let live = lanes[level.rawValue].entries[lanes[level.rawValue].head...].filter {
            levels[$0] == level && seen.insert($0).inserted
        }
        lanes[level.rawValue] = Lane(entries: Array(live))
    }
}
