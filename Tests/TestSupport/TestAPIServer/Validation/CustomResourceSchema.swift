internal import FoundationEssentials

/// The structural schema of a custom resource, as far as definitions of ours use it: what it does not know is pruned, and what does not fit is
/// refused.
package struct CustomResourceSchema: Sendable {
    /// Why a definition cannot be used.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    private let root: JSON

    /// Takes the schema of the one version of a CustomResourceDefinition (JSON text).
    package init(definition: [UInt8]) throws {
        let json = try JSONReader.read(definition)
        guard json["kind"]?.string == "CustomResourceDefinition",
            let version = json["spec"]?["versions"]?.array?.first,
            let schema = version["schema"]?["openAPIV3Schema"]
        else { throw Fault(description: "no CustomResourceDefinition with a schema") }
        try Self.checkKnown(schema, "")
        root = schema
    }

    private static let known: Set<String> = [
        "type", "description", "properties", "required", "items", "additionalProperties", "enum", "format", "maxLength",
        "minLength", "minimum", "maxItems", "pattern", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
        "x-kubernetes-map-type",
    ]

    /// A keyword that this does not hold anybody to would be a test that says nothing.
    private static func checkKnown(_ schema: JSON, _ path: String) throws {
        for key in (schema.object ?? [:]).keys where !known.contains(key) {
            throw Fault(description: "\(path): \(key) is not known here")
        }
        for (key, value) in schema["properties"]?.object ?? [:] { try checkKnown(value, path + "." + key) }
        for key in ["items", "additionalProperties"] where schema[key]?.object != nil {
            try checkKnown(schema[key] ?? .null, path + "." + key)
        }
    }

    /// The object without what the schema does not know.
    func pruned(_ object: JSON) -> JSON {
        var pruned = Self.pruned(object, root)
        for key in ["apiVersion", "kind", "metadata"] { pruned[key] = object[key] }
        return pruned
    }

    private static func pruned(_ value: JSON, _ schema: JSON) -> JSON {
        switch value {
        case .object(let members):
            let properties = schema["properties"]?.object
            let additional = schema["additionalProperties"]
            return .object(
                members.reduce(into: [:]) { kept, member in
                    if let known = properties?[member.key] ?? additional {
                        kept[member.key] = pruned(member.value, known)
                    }
                }
            )
        case .array(let elements): return .array(elements.map { pruned($0, schema["items"] ?? .null) })
        default: return value
        }
    }

    func check(_ object: JSON, _ path: String, _ errors: inout FieldErrors) {
        var object = object
        object["metadata"] = [:]
        Self.check(object, root, path, &errors)
    }

    private static func check(_ value: JSON, _ schema: JSON, _ path: String, _ errors: inout FieldErrors) {
        guard isOfType(value, schema["type"]?.string ?? "") else {
            return errors.invalid(path, value, "must be of type \(schema["type"]?.string ?? "")")
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            errors.invalid(path, value, "supported values differ")
        }
        if let most = schema["maxLength"]?.int, (value.string?.unicodeScalars.count ?? 0) > most {
            errors.tooLong(path, most)
        }
        if let least = schema["minLength"]?.int, (value.string?.unicodeScalars.count ?? least) < least {
            errors.invalid(path, value, "should be at least \(least) chars long")
        }
        if let least = schema["minimum"]?.int, (value.int ?? least) < least {
            errors.invalid(path, value, "should be greater than or equal to \(least)")
        }
        if let most = schema["maxItems"]?.int, (value.array?.count ?? 0) > most {
            errors.invalid(path, value, "must have at most \(most) items")
        }
        if schema["format"]?.string == "date-time", let text = value.string,
            (try? Date(text, strategy: .iso8601)) == nil
        {
            errors.invalid(path, value, "must be of type date-time")
        }
        for key in schema["required"]?.array ?? [] where value[key.string ?? ""] == nil {
            errors.required(join(path, key.string ?? ""))
        }
        for (key, member) in value.object ?? [:] {
            guard let known = schema["properties"]?[key] ?? schema["additionalProperties"] else { continue }
            check(member, known, join(path, key), &errors)
        }
        for (index, element) in (value.array ?? []).enumerated() {
            check(element, schema["items"] ?? .null, "\(path)[\(index)]", &errors)
        }
        let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        guard !keys.isEmpty, let elements = value.array else { return }
        let names = elements.map { element in keys.map { element[$0]?.string ?? "" } }
        if Set(names).count != names.count { errors.duplicate(path, value) }
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : path + "." + key }

    private static func isOfType(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "object": value.object != nil
        case "array": value.array != nil
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "integer": value.int != nil
        default: true
        }
    }
}
