internal import Text

/// A key that repeats an earlier key of the same mapping.
package struct YAMLDuplicateKey: Sendable, Hashable {
    /// The key.
    package let key: String
    /// Where it stands again.
    package let mark: YAMLMark
    /// Where it stands first.
    package let firstMark: YAMLMark

    /// The duplicate as an error that names both lines, and the key in at most 60 characters.
    package var error: YAMLError {
        let shown = Printable.text(key, limit: 60)
        return YAMLError(
            at: mark,
            "the key \"\(shown)\" stands twice in one mapping; it is first on line \(firstMark.line)"
        )
    }
}
