/// A pattern for names without slashes, such as those of namespaces: `*` any run, `?` one character, `[a-z]`, `\` escapes.
///
/// The syntax is that of Go's `path.Match`; the whole name must match.
package struct NamePattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern as it was given.
    package let text: String
    private let bytes: [UInt8]
    private let isLiteral: Bool

    /// Reads a pattern.
    ///
    /// - Throws: `ImagePatternError` for a `[` without its `]`, an empty class or range, or a `\` at the end.
    package init(parsing text: String) throws(ImagePatternError) {
        self.text = text
        bytes = Array(text.utf8)
        isLiteral = !bytes.contains(where: Glob.isSpecial)
        guard Glob.isWellFormed(bytes.span) else { throw ImagePatternError(pattern: text, reason: .malformedGlob) }
    }

    /// Whether a name in UTF-8 matches; allocates nothing.
    package func matches(_ name: Span<UInt8>) -> Bool {
        let pattern = bytes.span
        let whole = 0..<pattern.count
        guard isLiteral else { return Glob.matches(pattern, whole, name: name, 0..<name.count) }
        return name.equals(pattern, whole, in: 0..<name.count)
    }

    /// Whether a name matches.
    package func matches(_ name: String) -> Bool {
        let name = Array(name.utf8)
        return matches(name.span)
    }

    /// The pattern as it was given.
    package var description: String { text }
}
