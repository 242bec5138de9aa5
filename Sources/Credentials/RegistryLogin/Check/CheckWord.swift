/// The word for people on what a check came to; the raw values are part of both outputs.
package enum CheckWord: String, Sendable, Hashable, CaseIterable {
    /// Fetched, and the registry takes it; or fetched, where nobody wanted to log in.
    case ok
    /// Not fetched, or the registry refuses it.
    case failed = "FAILED"
    /// Fetched, and nobody could say whether the registry takes it.
    case unknown = "UNKNOWN"

    /// Whether some checks make a command fail.
    ///
    /// - Parameters:
    ///   - words: What they came to.
    ///   - isStrict: Whether what is not known fails, too.
    /// - Returns: Whether the command fails.
    package static func fails(_ words: some Sequence<CheckWord>, isStrict: Bool) -> Bool {
        words.contains { $0 == .failed || (isStrict && $0 == .unknown) }
    }
}
