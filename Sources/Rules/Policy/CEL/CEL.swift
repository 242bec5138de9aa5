internal import Text

/// Pieces of CEL text (https://cel.dev), laid out to be read.
enum CEL {
    /// A string literal in single quotes.
    static func text(_ text: String) -> String {
        var literal = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'", "\\":
                literal += "\\"
                literal.unicodeScalars.append(scalar)
            case " "..."~":
                literal.unicodeScalars.append(scalar)
            default:
                literal += "\\U" + Hexadecimal.digits(scalar.value, width: 8)
            }
        }
        return literal + "'"
    }

    /// String literals with commas between, for a list.
    static func texts(_ texts: [String]) -> String { texts.map(text).joined(separator: ", ") }

    /// A regular expression as a literal: raw, so that its own backslashes stand alone.
    static func regex(_ regex: RegularExpression) -> String {
        regex.text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "'") }
            ? "r'\(regex.text)'" : text(regex.text)
    }

    /// Conditions of which one must hold, a line each.
    static func any(_ conditions: [String]) -> String {
        conditions.isEmpty ? "false" : conditions.joined(separator: "\n|| ")
    }

    /// Conditions that must all hold, a line each; alternatives among them must be in parentheses already.
    static func all(_ conditions: [String]) -> String {
        conditions.isEmpty ? "true" : conditions.joined(separator: "\n&& ")
    }

    /// The condition in parentheses, if it is an alternative.
    static func group(_ condition: String) -> String {
        guard condition.contains("||") else { return condition }
        guard condition.contains("\n") else { return "(\(condition))" }
        return "(\n\(indent(condition))\n)"
    }

    /// Every line two spaces further in.
    static func indent(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    }
}
