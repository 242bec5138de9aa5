/// A key that a mapping of the configuration may have.
///
/// It stands beside its reader and is the one place that names it: the reader knows the keys of its mapping by it, and the schema that
/// editors and the chart use is written from it.
package struct SettingKey: Sendable {
    /// How it is written.
    package let name: String
    /// What may stand there.
    package let shape: SettingShape
    /// What it does, in whole sentences for the author of a file.
    package let description: String
    /// Whether it must be there.
    package let isRequired: Bool
    /// What holds where it is left out; nil where that depends on something else, or is nothing.
    package let standard: SettingDefault?

    /// A key that may be left out.
    package static func key(
        _ name: String,
        _ shape: SettingShape,
        default standard: SettingDefault? = nil,
        _ description: String
    ) -> SettingKey {
        SettingKey(name: name, shape: shape, description: description, isRequired: false, standard: standard)
    }

    /// A key that must be there.
    package static func required(_ name: String, _ shape: SettingShape, _ description: String) -> SettingKey {
        SettingKey(name: name, shape: shape, description: description, isRequired: true, standard: nil)
    }
}

/// What holds where a key is left out.
package enum SettingDefault: Sendable, ExpressibleByStringLiteral {
    case bool(Bool)
    case number(Int)
    case text(String)

    package init(stringLiteral text: String) { self = .text(text) }
}

extension [SettingKey] {
    /// How they are written, in their order.
    package var names: [String] { map(\.name) }
}
