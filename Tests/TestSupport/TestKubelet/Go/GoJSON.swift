/// A JSON value as Go's decoders see it: members in the order of the text, doubled ones twice, numbers as they were written.
indirect enum GoJSON: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        let key: String
        let value: GoJSON
    }

    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([GoJSON])
    case object([Member])

    /// A member: the last one of that name, as decoding into a struct leaves it.
    subscript(key: String) -> GoJSON? { members.last { $0.key == key }?.value }

    /// The members; none where it is no object.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    var array: [GoJSON] {
        if case .array(let values) = self { values } else { [] }
    }

    var strings: [String] { array.map { $0.string ?? "" } }

    /// What Go calls the kind of value in `cannot unmarshal … into`.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// An error in Go's own words.
struct GoError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension String {
    /// The text as `%q` prints it.
    var goQuoted: String {
        let escaped = unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
