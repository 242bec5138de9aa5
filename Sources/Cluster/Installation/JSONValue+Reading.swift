internal import Text

/// Members by their type; of another type counts as not there.
extension JSONValue {
    var asText: String? { if case .string(let text) = self { text } else { nil } }

    func text(_ key: String) -> String? { self[key]?.asText }

    func whole(_ key: String) -> Int? {
        if case .integer(let number)? = self[key] { Int(exactly: number) } else { nil }
    }

    func list(_ key: String) -> [JSONValue] {
        if case .array(let elements)? = self[key] { elements } else { [] }
    }
}
