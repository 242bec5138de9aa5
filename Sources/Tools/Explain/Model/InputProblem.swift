/// A part of the input that cannot be explained, and why; everything else is explained all the same.
package struct InputProblem: Sendable, Hashable, CustomStringConvertible {
    /// Where the fault is.
    package var location: SourceLocation
    /// What is wrong, as a clause without a full stop.
    package var message: String

    /// Makes a problem.
    package init(at location: SourceLocation, _ message: String) {
        self.location = location
        self.message = message
    }

    /// `file:line: message`, with control characters made visible.
    package var description: String { "\(location): \(message)".printable }
}
