/// The files that a configuration was put together of, their lines in one row.
///
/// Values of a chart may stand in several files; each node then has the line of its file, moved behind those of the files before it.
package struct SourceLines: Sendable {
    private var files: [(name: String, before: Int)] = []
    private var count = 0

    /// None yet.
    package init() {}

    /// One file, however long.
    package init(file: String) { files = [(file, 0)] }

    /// Adds a file of so many lines.
    ///
    /// - Returns: How far its lines move.
    package mutating func add(_ file: String, lines: Int) -> Int {
        files.append((file, count))
        defer { count += lines }
        return count
    }

    /// The file of a line of the row, and the line there.
    package func place(of line: Int) -> (file: String, line: Int) {
        guard let file = files.last(where: { $0.before < line }) ?? files.first else { return ("", line) }
        return (file.name, line - file.before)
    }
}
