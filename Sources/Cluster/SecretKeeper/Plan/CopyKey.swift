/// The place of one copy: a namespace's row and a Secret name's column.
struct CellID: Hashable, Sendable {
    /// Index of the row.
    var space: Int32
    /// Index of the column.
    var slot: Int32

    init(space: Int, slot: Int) {
        self.space = Int32(truncatingIfNeeded: space)
        self.slot = Int32(truncatingIfNeeded: slot)
    }
}
