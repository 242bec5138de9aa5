/// Members by their type; of another type counts as not there.
extension JSONValue {
    /// The text that it is; nil for anything else.
    package var asText: String? { if case .string(let text) = self { text } else { nil } }

    /// A member that is a text.
    package func text(_ key: String) -> String? { self[key]?.asText }

    /// A member that is a whole number.
    package func whole(_ key: String) -> Int? {
        if case .integer(let number)? = self[key] { Int(exactly: number) } else { nil }
    }

    /// A member that is true; false where it is not there.
    package func flag(_ key: String) -> Bool { self[key] == .bool(true) }

    /// The elements of a member that is a list; none where it is not there.
    package func list(_ key: String) -> [JSONValue] {
        if case .array(let elements)? = self[key] { elements } else { [] }
    }

    /// The members of a member that are texts; none where it is not there.
    package func texts(_ key: String) -> [String: String] {
        guard case .object(let members)? = self[key] else { return [:] }
        return members.compactMapValues(\.asText)
    }
}
