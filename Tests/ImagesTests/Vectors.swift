import FoundationEssentials
import Testing

/// One row of `parse.jsonl`.
struct ParseRow: Decodable, Sendable, CustomTestStringConvertible {
    var image: String
    var repo: String?
    var tag: String?
    var digest: String?
    var invalid: Bool?
    var testDescription: String { image }
}

/// One row of `match.jsonl`.
struct MatchRow: Decodable, Sendable, CustomTestStringConvertible {
    var pattern: String
    var image: String
    var repo: String?
    var match: Bool?
    var error: Bool?
    var invalid: Bool?
    var testDescription: String { "\(pattern) against \(image)" }
}

/// Reads a fixture of one JSON object a line.
func rows<Row: Decodable>(_ name: String, as type: Row.Type = Row.self) throws -> [Row] {
    let path = "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
    let data = try Data(contentsOf: URL(filePath: "/\(path)/Fixtures/\(name)"))
    return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
}
