extension Printable {
    /// A text that has no more than so many bytes: where it is longer, its middle goes, since an error's end says what to do.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - bytes: At least 16.
    /// - Returns: The text, or its beginning and its end.
    package static func fitted(_ text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        let gap = " … "
        let tail = bytes * 3 / 10
        return prefix(text, bytes - tail - gap.utf8.count) + gap + suffix(text, tail)
    }

    private static func prefix(_ text: String, _ bytes: Int) -> String {
        var kept = String.UnicodeScalarView()
        var left = bytes
        for scalar in text.unicodeScalars {
            left -= UTF8.width(scalar)
            guard left >= 0 else { break }
            kept.append(scalar)
        }
        return String(kept)
    }

    private static func suffix(_ text: String, _ bytes: Int) -> String {
        var kept: [Unicode.Scalar] = []
        var left = bytes
        for scalar in text.unicodeScalars.reversed() {
            left -= UTF8.width(scalar)
            guard left >= 0 else { break }
            kept.append(scalar)
        }
        return String(String.UnicodeScalarView(kept.reversed()))
    }

    /// Whether two errors say the same, whatever numbers of requests, times and traces are in them: without such words they are equal.
    package static func sayTheSame(_ one: String, _ other: String) -> Bool { one == other || gist(one) == gist(other) }

    private static func gist(_ text: String) -> [Substring] {
        text.split(separator: " ").filter { $0.utf8.count(where: ASCII.isDigit) < 6 }
    }
}
