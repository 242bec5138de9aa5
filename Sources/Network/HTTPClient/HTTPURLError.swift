/// A URL that cannot be used, with the reason; shows no part of the URL, since user information may stand anywhere in it.
package struct HTTPURLError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to write instead.
    package let reason: String

    /// Describes what is wrong.
    package init(_ reason: String) { self.reason = reason }

    /// One sentence.
    package var description: String { "the URL cannot be used: \(reason)" }
}
