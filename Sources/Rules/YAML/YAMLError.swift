/// Why a text is not readable as YAML or JSON, and where.
///
/// The reason never repeats a scalar, a tag or an anchor of the text: any of them may be a mistyped credential.
/// A mapping key is repeated, shortened, where it stands twice.
package struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line of the fault, counted from 1.
    package let line: Int
    /// The column of the fault in Unicode scalars, counted from 1.
    package let column: Int
    /// What is wrong, as a clause without a full stop.
    package let reason: String

    /// Makes an error at a place of the text.
    package init(at mark: YAMLMark, _ reason: String) {
        line = mark.line
        column = mark.column
        self.reason = reason
    }

    /// The place of the fault.
    package var mark: YAMLMark { YAMLMark(line: line, column: column) }

    /// `line 3, column 5: …`.
    package var description: String { "line \(line), column \(column): \(reason)" }
}
