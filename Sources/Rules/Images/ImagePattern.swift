/// One entry of `matchImages`, with the meaning that the kubelet gives it (`URLsMatchStr` in `pkg/credentialprovider`).
///
/// The ports must be equal texts; the hosts must have the same number of dotted parts, each matched by Go's
/// `filepath.Match`, so that a `*` never takes a dot; the path is a plain prefix, without wildcards and without regard
/// to slashes: `gcr.io/foo` also matches `gcr.io/foobar`.
package struct ImagePattern: Sendable, Hashable, CustomStringConvertible {
    /// The entry as it was given.
    package let text: String
    let url: SchemelessURL
    /// The dotted parts of the host, each a pattern of its own.
    let parts: [[UInt8]]

    /// Reads an entry.
    ///
    /// - Throws: `ImagePatternError` where the kubelet cannot read it, and would skip it without a word.
    package init(parsing text: String) throws(ImagePatternError) {
        self.text = text
        do {
            url = try SchemelessURL(parsing: Array(text.utf8))
        } catch {
            throw ImagePatternError(pattern: text, reason: error)
        }
        parts = Self.parts(of: url)
        guard parts.allSatisfy({ Glob.isWellFormed($0.span) }) else {
            throw ImagePatternError(pattern: text, reason: .malformedGlob)
        }
    }

    /// Whether the kubelet matches an image to this entry.
    package func matches(_ reference: ImageReference) -> Bool {
        matches(repository: Array(reference.repository.utf8))
    }

    /// Whether the kubelet matches a normalised repository to this entry; a repository that is no URL never matches.
    func matches(repository: [UInt8]) -> Bool {
        guard let target = try? SchemelessURL(parsing: repository) else { return false }
        let names = Self.parts(of: target)
        guard url.port == target.port, parts.count == names.count, target.path.starts(with: url.path) else {
            return false
        }
        return zip(parts, names).allSatisfy { part, name in
            Glob.matches(part.span, 0..<part.count, name: name.span, 0..<name.count)
        }
    }

    /// The entry as it was given.
    package var description: String { text }

    private static func parts(of url: SchemelessURL) -> [[UInt8]] {
        url.host.split(separator: ASCII.dot, omittingEmptySubsequences: false).map(Array.init)
    }
}
