/// The place of one copy in a ``CopyTable``: a namespace's row and a Secret name's column.
struct CopyKey: Hashable, Sendable {
    // Narrow: queues and the timers' heap hold one for each copy.
    private let narrowRow: Int32
    private let narrowColumn: Int32

    var row: Int { Int(narrowRow) }
    var column: Int { Int(narrowColumn) }

    init(row: Int, column: Int) {
        narrowRow = Int32(truncatingIfNeeded: row)
        narrowColumn = Int32(truncatingIfNeeded: column)
    }
}
