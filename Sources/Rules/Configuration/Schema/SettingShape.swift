/// What may stand at a key of the configuration.
///
/// Readers take their bounds from it.
package indirect enum SettingShape: Sendable {
    /// `true` or `false`.
    case boolean
    /// Text that is not empty.
    case text
    /// Text that may be empty.
    case anyText
    /// What stands outside of the file, by its name or path.
    case reference(Configuration.Reference.Kind)
    /// The base URL of a service, see ``Endpoint``.
    case url
    /// A DNS-1123 subdomain of so many bytes at most, as the names of objects are.
    case name(maximum: Int)
    /// A key of a Secret's data.
    case secretKey
    /// Digits, in quotes or not, or text.
    case numberOrText
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A number.
    case number(ClosedRange<Double>)
    /// A size in bytes, `65536` or `8Mi`.
    case size(ClosedRange<Int>)
    /// A duration, `1m30s`.
    case duration(ClosedRange<Duration>)
    /// One of some words.
    case word([String])
    /// Labels: text at keys of one's own.
    case labels
    /// A list of such values.
    case list(SettingShape, mayBeEmpty: Bool)
    /// A mapping with these keys and no others.
    case mapping([SettingKey])
    /// The same with all keys that are required, and exactly one of the others.
    case choice([SettingKey])
    /// A shape with a name, which stands once in a schema, wherever it is used.
    case shared(String, SettingShape)

    /// The path of a file.
    package static var file: SettingShape { .reference(.file) }

    /// The name of an object of the cluster.
    package static var objectName: SettingShape { .name(maximum: 253) }

    /// A list that must not be empty where it is there.
    package static func list(_ element: SettingShape) -> SettingShape { .list(element, mayBeEmpty: false) }

    /// One of the words of an enumeration.
    package static func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> SettingShape
    where Word.RawValue == String {
        .word(Word.allCases.map(\.rawValue))
    }

    /// The shape without its name.
    var plain: SettingShape {
        if case .shared(_, let shape) = self { shape } else { self }
    }

    /// The keys of a mapping; none of anything else.
    var keys: [SettingKey] {
        switch plain {
        case .mapping(let keys), .choice(let keys): keys
        default: []
        }
    }

    /// What a list is of; nil for anything else.
    var element: SettingShape? {
        if case .list(let element, _) = plain { element } else { nil }
    }
}
