/// A key that repeats an earlier key of the same mapping.
public struct YAMLDuplicateKey: Sendable, Hashable {
    /// The key.
    public let key: String
    /// Where it stands again.
    public let mark: YAMLMark
    /// Where it stands first.
    public let firstMark: YAMLMark

    /// The duplicate as an error that names both lines, and the key in at most 60 characters.
    public var error: YAMLError {
        let shown = key.count > 60 ? key.prefix(60) + "…" : key[...]
        return YAMLError(
            at: mark,
            "the key \"\(shown)\" stands twice in one mapping; it is first on line \(firstMark.line)"
        )
    }
}
