/// A part of the input that cannot be explained, and why; everything else is explained all the same.
public struct InputProblem: Sendable, Hashable, CustomStringConvertible {
    /// Where the fault is.
    public var location: SourceLocation
    /// What is wrong, as a clause without a full stop.
    public var message: String

    /// Makes a problem.
    public init(at location: SourceLocation, _ message: String) {
        self.location = location
        self.message = message
    }

    /// `file:line: message`, with control characters made visible.
    public var description: String { "\(location): \(message)".printable }
}
