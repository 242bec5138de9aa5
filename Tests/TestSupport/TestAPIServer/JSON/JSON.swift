/// A JSON value; numbers are kept as they were written.
enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }

    init(_ texts: [String: String]) { self = .object(texts.mapValues { .string($0) }) }
}

extension JSON {
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    var int: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    var array: [JSON]? {
        if case .array(let values) = self { values } else { nil }
    }

    var object: [String: JSON]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The members whose values are texts.
    var texts: [String: String] { object?.compactMapValues(\.string) ?? [:] }

    /// A member; setting one makes an object of anything else, and setting nil takes it away.
    subscript(key: String) -> JSON? {
        get { object?[key] }
        set {
            var members = object ?? [:]
            // The storage must not be shared while it is changed, or every change would copy it.
            self = .null
            members[key] = newValue
            self = .object(members)
        }
    }

    /// The Go name of the kind of value, as in the messages of encoding/json.
    var goKind: String {
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
