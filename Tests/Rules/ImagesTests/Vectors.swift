import FoundationEssentials
import TestSupport
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
    try Fixtures(of: "Rules/ImagesTests").rows(name, as: type)
}

/// One row of `keyring.jsonl`.
struct KeyringRow: Decodable, Sendable, CustomTestStringConvertible {
    var configs: [JSONValue]
    var image: String
    var repo: String
    var found: Bool
    var creds: [String]
    var broken: Bool?
    var testDescription: String { "\(image) with \(configs.map(\.text))" }
}

/// Any JSON value, to be written again as it was read.
enum JSONValue: Codable, Sendable {
    case text(String)
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .object(let members): try container.encode(members)
        }
    }

    var text: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
