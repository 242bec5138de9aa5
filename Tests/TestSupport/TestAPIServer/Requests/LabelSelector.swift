/// A label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, separated by commas.
struct LabelSelector: Sendable {
    private enum Operation { case isIn, isNotIn, exists, isAbsent }

    private struct Requirement {
        let key: String
        let operation: Operation
        var values: Set<String> = []
    }

    private var requirements: [Requirement] = []

    init() {}

    init(parsing text: String) throws {
        for part in Self.parts(of: text) { requirements.append(try Self.requirement(part)) }
    }

    var isEmpty: Bool { requirements.isEmpty }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            let value = labels[requirement.key]
            return switch requirement.operation {
            case .exists: value != nil
            case .isAbsent: value == nil
            case .isIn: value.map(requirement.values.contains) ?? false
            case .isNotIn: !(value.map(requirement.values.contains) ?? false)
            }
        }
    }

    /// Splits at the commas that stand outside of parentheses.
    private static func parts(of text: String) -> [Substring] {
        var depth = 0
        return text.split(omittingEmptySubsequences: true) { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return character == "," && depth == 0
        }
    }

    private static func requirement(_ text: Substring) throws -> Requirement {
        let trimmed = trim(text)
        if let open = trimmed.firstIndex(of: "("), trimmed.hasSuffix(")") {
            let words = trimmed[..<open].split(separator: " ")
            let values = trimmed[trimmed.index(after: open)...].dropLast().split(
                separator: ",",
                omittingEmptySubsequences: false
            )
            if words.count == 2, words[1] == "in" || words[1] == "notin" {
                return Requirement(
                    key: String(words[0]),
                    operation: words[1] == "in" ? .isIn : .isNotIn,
                    values: Set(values.map { String(trim($0)) })
                )
            }
        } else if let sign = trimmed.firstIndex(of: "=") {
            let isNegative = sign != trimmed.startIndex && trimmed[trimmed.index(before: sign)] == "!"
            let key = trim(isNegative ? trimmed[..<sign].dropLast() : trimmed[..<sign])
            var value = trimmed[trimmed.index(after: sign)...]
            if value.hasPrefix("=") { value = value.dropFirst() }
            if !key.isEmpty {
                return Requirement(
                    key: String(key),
                    operation: isNegative ? .isNotIn : .isIn,
                    values: [String(trim(value))]
                )
            }
        } else if trimmed.hasPrefix("!"), trimmed.count > 1 {
            return Requirement(key: String(trim(trimmed.dropFirst())), operation: .isAbsent)
        } else if !trimmed.isEmpty, !trimmed.contains(" ") {
            return Requirement(key: String(trimmed), operation: .exists)
        }
        throw APIStatus.badRequest("unable to parse requirement: \(trimmed)")
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
