/// A value of CEL, as far as policies have them.
package enum CELValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case text(String)
    case list([CELValue])
    case map([String: CELValue])

    /// A value of JSON; members that are null are left out, as a typed object has none.
    ///
    /// A number that is not whole is 0.
    package init(_ json: ReferenceJSON) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let text): self = .int(Int(text) ?? 0)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map(CELValue.init))
        case .object(let members):
            let present = members.filter { $0.value != .null }.map { ($0.key, CELValue($0.value)) }
            self = .map(Dictionary(present) { $1 })
        }
    }

    /// The same as JSON, with sorted keys.
    package var json: ReferenceJSON {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .number("\(number)")
        case .text(let text): .string(text)
        case .list(let elements): .array(elements.map(\.json))
        case .map(let members):
            .object(members.sorted { $0.key < $1.key }.map { ReferenceJSON.Member(key: $0.key, value: $0.value.json) })
        }
    }
}

extension CELValue {
    /// Texts are equal where their characters are, one by one: Swift takes two spellings of one letter for the same.
    package static func == (one: CELValue, other: CELValue) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.int(let one), .int(let other)): one == other
        case (.text(let one), .text(let other)): one.utf8.elementsEqual(other.utf8)
        case (.list(let one), .list(let other)): one == other
        case (.map(let one), .map(let other)): one == other
        default: false
        }
    }
}

/// Why an expression has no value.
package struct CELFault: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
