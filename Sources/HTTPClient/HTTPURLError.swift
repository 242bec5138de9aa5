/// A URL that cannot be used, with the reason; shows no part of the URL, since user information may stand anywhere in it.
public struct HTTPURLError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to write instead.
    public let reason: String

    /// Describes what is wrong.
    public init(_ reason: String) { self.reason = reason }

    /// One sentence.
    public var description: String { "the URL cannot be used: \(reason)" }
}
