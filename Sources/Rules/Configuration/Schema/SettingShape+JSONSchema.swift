internal import Manifests

extension SettingShape {
    /// The names under which shapes are found that are shared.
    static let definitionsPath = "#/definitions/"

    /// The shape as a JSON Schema of draft 7, never stricter than the reader.
    ///
    /// A mapping of which nothing is required may be left empty, and so may a key that is not: YAML then reads null.
    var schema: ManifestValue {
        switch self {
        case .boolean: ["type": "boolean"]
        case .reference(.secret), .reference(.serviceAccount): SettingShape.objectName.schema
        case .text, .reference: ["type": "string", "minLength": .number(1)]
        case .anyText: ["type": "string"]
        case .url: Self.text(#"^https?://."#)
        case .name(let maximum):
            Self.text(#"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#, maximum: maximum)
        case .secretKey: Self.text("^[-._a-zA-Z0-9]+$", maximum: 253)
        case .numberOrText: ["type": ["integer", "string"]]
        case .integer(let range):
            ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": .json("\(range.lowerBound)"), "maximum": .json("\(range.upperBound)")]
        case .size: ["type": ["string", "integer"], "pattern": "^[0-9]+(Ki|Mi|Gi|k|M|G)?$"]
        case .duration: Self.text(#"^(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$"#)
        case .word(let words): ["enum": .texts(words)]
        case .labels: ["type": "object", "additionalProperties": ["type": "string"]]
        case .list(let element, let mayBeEmpty): Self.list(element, mayBeEmpty: mayBeEmpty)
        case .mapping(let keys): Self.mapping(keys)
        case .choice(let keys): Self.choice(keys)
        case .shared(let name, _): ["$ref": .text(Self.definitionsPath + name)]
        }
    }

    private static func text(_ pattern: String, maximum: Int? = nil) -> ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [("type", "string"), ("pattern", .text(pattern))]
        if let maximum { entries.append(("maxLength", .number(maximum))) }
        return .object(entries)
    }

    private static func list(_ element: SettingShape, mayBeEmpty: Bool) -> ManifestValue {
        let entries: [(key: String, value: ManifestValue)] = [("type", "array"), ("items", element.schema)]
        return .object(entries + (mayBeEmpty ? [] : [("minItems", .number(1))]))
    }

    private static func choice(_ keys: [SettingKey]) -> ManifestValue {
        let count = keys.filter(\.isRequired).count + 1
        return .object(
            [("type", "object")] + members(keys, mayBeNull: false)
                + [("minProperties", .number(count)), ("maxProperties", .number(count))]
        )
    }

    private static func mapping(_ keys: [SettingKey]) -> ManifestValue {
        let isObject = keys.contains(where: \.isRequired)
        return .object([("type", isObject ? "object" : ["object", "null"])] + members(keys))
    }

    /// What the schema of any mapping says of its keys; with `mayBeNull` those that may be left out may be null as well.
    static func members(_ keys: [SettingKey], mayBeNull: Bool = true) -> [(key: String, value: ManifestValue)] {
        let required = keys.filter(\.isRequired).names
        let properties = keys.map { (key: $0.name, value: $0.schema(mayBeNull: mayBeNull && !$0.isRequired)) }
        return [("additionalProperties", .bool(false)), ("properties", .object(properties))]
            + (required.isEmpty ? [] : [("required", .texts(required))])
    }

    /// The shapes with a name in this one, by their names.
    func collectShared(into found: inout [(key: String, value: SettingShape)]) {
        if case .shared(let name, let shape) = self {
            guard !found.contains(where: { $0.key == name }) else { return }
            found.append((name, shape))
        }
        element?.collectShared(into: &found)
        for key in keys { key.shape.collectShared(into: &found) }
    }
}

extension SettingKey {
    /// What the schema of a mapping says of the key.
    fileprivate func schema(mayBeNull: Bool) -> ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [("description", .text(description))]
        switch standard {
        case .bool(let flag)?: entries.append(("default", .bool(flag)))
        case .number(let number)?: entries.append(("default", .number(number)))
        case .text(let text)?: entries.append(("default", .text(text)))
        case nil: break
        }
        // Readers of draft 7 leave out what stands beside a reference.
        if case .shared = shape {
            return .object(
                entries + [mayBeNull ? ("anyOf", [shape.schema, ["type": "null"]]) : ("allOf", [shape.schema])]
            )
        }
        guard case .object(let rest) = shape.schema else { return .object(entries) }
        return .object(entries + (mayBeNull ? rest.map(Self.orNull) : rest))
    }

    /// A type or a list of words with null added.
    private static func orNull(_ entry: (key: String, value: ManifestValue)) -> (key: String, value: ManifestValue) {
        switch (entry.key, entry.value) {
        case ("type", .text(let type)): ("type", .texts([type, "null"]))
        case ("type", .list(let types)):
            ("type", .list(types.contains(where: \.isNullType) ? types : types + ["null"]))
        case ("enum", .list(let words)): ("enum", .list(words + [.null]))
        default: entry
        }
    }
}

extension ManifestValue {
    fileprivate var isNullType: Bool { if case .text("null") = self { true } else { false } }
}
