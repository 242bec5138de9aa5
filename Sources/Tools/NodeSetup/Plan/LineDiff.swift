internal import Text

/// The difference of two texts that are mostly equal, as one hunk of a unified diff.
enum LineDiff {
    /// The most lines that are shown.
    private static let longest = 200
    private static let context = 3

    /// The hunk; empty where the texts are equal.
    ///
    /// Lines are others' and may hold credentials, such as variables of a plugin: they are shown without.
    static func text(_ before: [UInt8], _ after: [UInt8]) -> String {
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
        let first = max(0, start - context)
        let last = min(tail, context)
        let removed = old[start..<(old.count - tail)]
        let added = new[start..<(new.count - tail)]
        let counts = (start - first + removed.count + last, start - first + added.count + last)
        var output = ["@@ -\(range(first, counts.0)) +\(range(first, counts.1)) @@"]
        output += old[first..<start].map { " " + $0 } + removed.map { "-" + $0 } + added.map { "+" + $0 }
        output += old[(old.count - tail)..<(old.count - tail + last)].map { " " + $0 }
        let redaction = Redaction()
        let shown = output.prefix(longest).map { line in
            // A line's margin is not for the cleaning, which would take it away.
            let margin = line.prefix { " -+".contains($0) }
            return margin
                + (line == output[0]
                    ? line.dropFirst(margin.count) : redaction.line(String(line.dropFirst(margin.count)))[...])
        }
        return shown.joined(separator: "\n") + "\n"
            + (output.count > longest ? "(\(output.count - longest) more lines)\n" : "")
    }

    private static func range(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map(String.init)
    }
}
