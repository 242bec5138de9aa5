internal import Text

extension ManifestValue {
    /// The value as a YAML document, with a line feed at its end.
    package var yaml: String {
        var text = ""
        write(into: &text, indent: 0, inList: false)
        return text
    }

    // Recursive over what a generator builds, whose depth is fixed.
    private func write(into text: inout String, indent: Int, inList: Bool) {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .null: text += " null\n"
        case .bool(let flag): text += flag ? " true\n" : " false\n"
        case .number(let number): text += " \(number)\n"
        case .text(let string): text += " \(Self.scalar(string))\n"
        // YAML holds JSON, as far as JSON keeps to one line.
        case .json(let json): text += " \(json)\n"
        case .block(let string):
            text += " |-\n"
            for line in string.split(separator: "\n", omittingEmptySubsequences: false) {
                text += line.isEmpty ? "\n" : "\(margin)\(line)\n"
            }
        case .list(let elements):
            if elements.isEmpty { return text += " []\n" }
            if !text.isEmpty { text += "\n" }
            for element in elements {
                text += "\(margin)-"
                element.write(into: &text, indent: indent + 2, inList: true)
            }
        case .object(let entries):
            if entries.isEmpty { return text += " {}\n" }
            if !inList, !text.isEmpty { text += "\n" }
            for (position, entry) in entries.enumerated() {
                text += (inList && position == 0 ? " " : margin) + Self.scalar(entry.key) + ":"
                entry.value.write(into: &text, indent: indent + 2, inList: false)
            }
        }
    }

    /// Plain where no reader of YAML could take it for anything else.
    private static func scalar(_ text: String) -> String {
        let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isPlain =
            text.first.map { $0.isASCII && $0.isLetter } == true
            && text.utf8.allSatisfy { byte in
                ASCII.isAlphanumeric(byte) || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
            } && !words.contains(text.lowercased())
        return isPlain ? text : text.quotedJSON(.ascii)
    }
}
