/// The copies of one level of a ``WorkQueue``, in which namespaces take turns.
struct WorkLane: Sendable {
    /// The waiting columns of each namespace, by row, in the order in which they came; empty ones of rows that are still in `turns`.
    private var waiting: [Int: [Int32]] = [:]
    /// The rows whose turn comes, each once.
    private var turns: [Int32] = []
    private var head = 0
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// Puts a copy last in its namespace; one that waits already must not be put in again.
    mutating func append(_ key: CopyKey) {
        if waiting[key.row] == nil { turns.append(Int32(truncatingIfNeeded: key.row)) }
        waiting[key.row, default: []].append(Int32(truncatingIfNeeded: key.column))
        count += 1
    }

    /// Takes a copy out that waits; as long as its namespace has copies that wait.
    mutating func remove(_ key: CopyKey) {
        guard let place = waiting[key.row]?.firstIndex(of: Int32(truncatingIfNeeded: key.column)) else { return }
        waiting[key.row]?.remove(at: place)
        count -= 1
        // Rows that were emptied without a turn are forgotten with the last copy at the latest.
        if count == 0 { self = WorkLane() }
    }

    /// Takes the first copy of the namespace whose turn it is.
    mutating func popFirst() -> CopyKey? {
        while let row = nextTurn() {
            guard var columns = waiting.removeValue(forKey: Int(row)), !columns.isEmpty else { continue }
            let column = columns.removeFirst()
            if !columns.isEmpty {
                waiting[Int(row)] = columns
                turns.append(row)
            }
            count -= 1
            return CopyKey(row: Int(row), column: Int(column))
        }
        return nil
    }

    private mutating func nextTurn() -> Int32? {
        guard head < turns.count else { return nil }
        let row = turns[head]
        head += 1
        if head == turns.count {
            turns.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 1024, head * 2 > turns.count {
            turns.removeFirst(head)
            head = 0
        }
        return row
    }
}
