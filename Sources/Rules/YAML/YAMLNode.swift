/// One value of a YAML or JSON document, and where it stands.
///
/// Scalars are resolved as Kubernetes resolves them (sigs.k8s.io/yaml on go-yaml v2, that is YAML 1.1), aliases and merge
/// keys are expanded. An expanded alias keeps the marks of its anchor.
package struct YAMLNode: Sendable, Hashable {
    /// The kinds of value.
    package enum Value: Sendable, Hashable {
        /// `null`, `~` or nothing at all.
        case null
        /// `true`, and in YAML also `yes`, `on`, `y`.
        case bool(Bool)
        /// A whole number as decimal JSON text of any length: `-12`.
        case integer(String)
        /// A number with a fraction or an exponent, as JSON text: `1.50`, `1e3`.
        case float(String)
        /// Text.
        case string(String)
        /// A list.
        case sequence([YAMLNode])
        /// Keys and values in the order of the text, without duplicates.
        case mapping([YAMLEntry])
    }

    /// Where the value starts.
    package let mark: YAMLMark
    /// The value.
    package let value: Value

    /// Makes a node.
    package init(_ value: Value, at mark: YAMLMark = YAMLMark(line: 1, column: 1)) {
        self.value = value
        self.mark = mark
    }
}

/// A key of a mapping with its value.
package struct YAMLEntry: Sendable, Hashable {
    /// The key; a number or boolean of the text as Kubernetes writes it into JSON (`1`, `true`).
    package let key: String
    /// Where the key starts.
    package let keyMark: YAMLMark
    /// The value of the key.
    package let value: YAMLNode

    /// Makes an entry.
    package init(key: String, keyMark: YAMLMark = YAMLMark(line: 1, column: 1), value: YAMLNode) {
        self.key = key
        self.keyMark = keyMark
        self.value = value
    }
}

extension YAMLNode {
    /// Whether the value is null.
    package var isNull: Bool { value == .null }

    /// The text, or nil when the value is something else.
    package var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    /// The boolean, or nil when the value is something else.
    package var bool: Bool? {
        if case .bool(let flag) = value { flag } else { nil }
    }

    /// The whole number, or nil when the value is something else or does not fit.
    package var int: Int? {
        if case .integer(let text) = value { Int(text) } else { nil }
    }

    /// The number, whole or not, or nil when the value is something else.
    package var double: Double? {
        switch value {
        case .integer(let text), .float(let text): Double(text)
        default: nil
        }
    }

    /// The elements, or nil when the value is no sequence.
    package var sequence: [YAMLNode]? {
        if case .sequence(let nodes) = value { nodes } else { nil }
    }

    /// The entries, or nil when the value is no mapping.
    package var mapping: [YAMLEntry]? {
        if case .mapping(let entries) = value { entries } else { nil }
    }

    /// The value of a key, or nil when the value is no mapping or has no such key.
    package subscript(key: String) -> YAMLNode? {
        mapping?.first { $0.key == key }?.value
    }

    /// What the value is, for messages: `a string`, `a list`, `null`.
    package var kindName: String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .float: "a number"
        case .string: "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension YAMLNode {
    /// The same so many lines further down.
    package func moved(by lines: Int) -> YAMLNode {
        guard lines != 0 else { return self }
        let value: Value =
            switch value {
            case .sequence(let nodes): .sequence(nodes.map { $0.moved(by: lines) })
            case .mapping(let entries):
                .mapping(
                    entries.map {
                        YAMLEntry(key: $0.key, keyMark: $0.keyMark.moved(by: lines), value: $0.value.moved(by: lines))
                    }
                )
            default: value
            }
        return YAMLNode(value, at: mark.moved(by: lines))
    }
}

extension YAMLMark {
    /// The place so many lines further down.
    func moved(by lines: Int) -> YAMLMark { YAMLMark(line: line + lines, column: column) }
}
