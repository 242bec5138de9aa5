/// A regular expression in RE2's syntax, which the API server's CEL uses.
struct RegularExpression: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
    let text: String

    init(stringLiteral text: String) { self.text = text }
    init(_ text: String) { self.text = text }

    /// One that matches exactly this text.
    init(matching text: String) {
        var quoted = ""
        for character in text.unicodeScalars {
            if #"\.+*?()|[]{}^$"#.unicodeScalars.contains(character) { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        self.text = quoted
    }

    /// One for a glob in which `*` alone is special, and stands for any number of `star`.
    init(glob: String, star: RegularExpression) {
        var text = ""
        for piece in glob.split(separator: "*", omittingEmptySubsequences: false).enumerated() {
            // Stars in a row say no more than one.
            if piece.offset > 0, !text.hasSuffix("\(star)*") { text += "\(star)*" }
            text += RegularExpression(matching: String(piece.element)).text
        }
        self.text = text
    }

    var description: String { text }
}
