internal import Text

/// The difference of two texts that are mostly equal, as one hunk of a unified diff.
enum LineDiff {
    /// The most lines that are shown.
    private static let longest = 200

    /// The hunk; empty where the texts are equal.
    ///
    /// Without lines around it, which are others' and may hold credentials. So may a line that changes: what is known for one is not shown,
    /// nor what looks like one.
    ///
    /// - Parameters:
    ///   - before: the text before.
    ///   - after: the text after.
    ///   - hidden: texts that are not shown, such as the values of a plugin's variables.
    /// - Returns: The hunk's lines.
    static func text(_ before: [UInt8], _ after: [UInt8], hiding hidden: [String] = []) -> String {
        guard before != after else { return "" }
        let old = lines(before)
        let new = lines(after)
        var start = 0
        while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
        var tail = 0
        while tail < old.count - start, tail < new.count - start, old[old.count - 1 - tail] == new[new.count - 1 - tail]
        {
            tail += 1
        }
        let removed = old[start..<(old.count - tail)]
        let added = new[start..<(new.count - tail)]
        var output = ["@@ -\(range(start, removed.count)) +\(range(start, added.count)) @@"]
        output += removed.map { "-" + String(decoding: $0, as: UTF8.self) }
        output += added.map { "+" + String(decoding: $0, as: UTF8.self) }
        let redaction = Redaction()
        let shown = output.prefix(longest).map { line in
            // A line's margin is not for the cleaning, which would take it away.
            let margin = line.prefix { " -+".contains($0) }
            return margin
                + (line == output[0]
                    ? line.dropFirst(margin.count)
                    : redaction.line(hiding(hidden, in: String(line.dropFirst(margin.count))))[...])
        }
        return shown.joined(separator: "\n") + "\n"
            + (output.count > longest ? "(\(output.count - longest) more lines)\n" : "")
    }

    /// A line without texts that stand there on their own, and not as a part of a word; nothing of one in which they may stand in another
    /// spelling.
    private static func hiding(_ hidden: [String], in line: String) -> String {
        if hidden.isEmpty { return line }
        if ["value", "env", "\\"].contains(where: line.contains) { return "[hidden: variables of a plugin]" }
        var bytes = Array(line.utf8)
        for text in hidden.map({ Array($0.utf8) }) where !text.isEmpty {
            var start = 0
            while start + text.count <= bytes.count {
                let end = start + text.count
                let isWhole =
                    bytes[start...].starts(with: text) && (start == 0 || !ASCII.isAlphanumeric(bytes[start - 1]))
                    && (end == bytes.count || !ASCII.isAlphanumeric(bytes[end]))
                if isWhole { bytes.replaceSubrange(start..<end, with: Array("[hidden]".utf8)) }
                start += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func range(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }

    /// Bytes, for texts are equal that mean the same in Unicode.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
