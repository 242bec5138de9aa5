extension Printable {
    /// The path of a file, for a message.
    ///
    /// People write a key or token itself where its path is wanted, above all in variables: such a text is not shown, and of a relative path
    /// nothing that looks like a credential.
    package static func path(_ path: String) -> String {
        if isContent(path) { return Redaction.mark }
        let isAbsolute = path.hasPrefix("/") || path.hasPrefix("./") || path.hasPrefix("../")
        return isAbsolute ? line(path, limit: longestPath) : Redaction().line(path, limit: longestPath)
    }

    /// Whether what should be the path of a file surely is what the file should hold: a document, several lines, a JSON Web Token.
    package static func isContent(_ path: String) -> Bool {
        let core = path.trimmed
        return core.hasPrefix("{") || core.hasPrefix("[") || core.hasPrefix("eyJ") || core.hasPrefix("-----BEGIN ")
            || core.contains(where: \.isNewline) || core.utf8.count > longestPath
    }

    /// Linux takes no longer ones.
    private static let longestPath = 4095
}
