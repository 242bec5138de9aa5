/// Where an object starts in the input.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The name under which the input was given: a path, or `-`.
    public var file: String
    /// The line, counted from 1.
    public var line: Int

    /// Makes a location.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `file:line`.
    public var description: String { "\(file):\(line)" }
}
