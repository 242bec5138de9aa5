/// Where an object starts in the input.
package struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The name under which the input was given: a path, or `-`.
    package var file: String
    /// The line, counted from 1.
    package var line: Int

    /// Makes a location.
    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `file:line`.
    package var description: String { "\(file):\(line)" }
}
