import Causes
import TestSupport
import Testing

@Suite struct `The page of causes` {
    /// The rows as they follow from the vocabulary, a name of something in place of each `{slot}`.
    private static var rows: [String] {
        let names = Dictionary(uniqueKeysWithValues: Cause.Slot.allCases.map { ($0, $0.rawValue.uppercased()) })
        return Cause.Kind.all.filter { !$0.code.hasPrefix("remake") }.map { kind in
            let cause = Cause(kind, names)
            let command = cause.step.command.map { "`\($0.split(separator: "|").joined(separator: "\\|"))`" } ?? ""
            return "| `\(kind.code)` | \(kind.weight) | \(cause.words) | \(cause.step.words) | \(command) |"
        }
    }

    @Test func `has a row for each, in the program's words, and no other`() throws {
        let page = String(decoding: try Repository.bytes("docs/causes.md"), as: UTF8.self)
        let written = page.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| `") }
        for row in Self.rows { #expect(written.contains(row), "docs/causes.md lacks:\n\(row)") }
        for row in written { #expect(Self.rows.contains(row), "docs/causes.md has too much:\n\(row)") }
    }
}
