import Text

/// A command line in a file, as a shell takes its words: `NAME=value` in front sets a variable for the program.
struct ProgramLine: Sendable {
    /// The variables, as likely as not credentials; of a name that stands twice the last.
    private(set) var variables: [String: String] = [:]
    /// The program; nil where there is none.
    private(set) var program: String?
    /// What stands behind it.
    private(set) var arguments: [String]

    /// Takes words without their quotes.
    init(_ words: [String]) {
        var rest = words[...]
        while let word = rest.first, let (name, value) = Self.assignment(word) {
            variables[name] = value
            rest.removeFirst()
        }
        program = rest.popFirst()
        arguments = Array(rest)
    }

    /// A program for a message: what may be a credential is not shown.
    static func shown(_ program: String) -> String {
        if let (name, _) = assignment(program) { return "\(name)=\(Redaction.mark)" }
        return Redaction().line(program, limit: 80)
    }

    private static func assignment(_ word: String) -> (name: String, value: String)? {
        // By bytes: a value may begin with what a Character takes the sign into.
        let parts = word.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].first, !ASCII.isDigit(first),
            parts[0].allSatisfy({ ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
    }
}
