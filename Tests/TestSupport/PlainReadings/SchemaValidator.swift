internal import YAML

/// As much of JSON Schema's draft 7 as the schema of the configuration uses; what it does not know, it reports.
package struct SchemaValidator: Sendable {
    private let root: YAMLNode

    /// A text that holds no document.
    package struct NoDocument: Error {}

    /// Reads a schema.
    package init(_ schema: String) throws { root = try Self.document(schema) }

    /// What is wrong with a document, by places of it.
    package func problems(with text: String) throws -> [String] { problems(try Self.document(text), root, at: "") }

    /// The one document of a text.
    private static func document(_ text: String) throws -> YAMLNode {
        guard let document = try YAMLNode.read(yamlOrJSON: Array(text.utf8)).documents.first else { throw NoDocument() }
        return document
    }

    private func problems(_ node: YAMLNode, _ schema: YAMLNode, at place: String) -> [String] {
        var found: [String] = []
        for entry in schema.mapping ?? [] {
            if let problem = problem(node, entry) { found.append("\(place): \(problem)") }
            found += inner(node, entry, schema, at: place)
        }
        return found
    }

    /// What a word of the schema says of the value as a whole.
    private func problem(_ node: YAMLNode, _ entry: YAMLEntry) -> String? {
        let isRight: Bool
        switch (entry.key, node.value) {
        case ("type", _):
            let types = entry.value.sequence?.compactMap(\.string) ?? [entry.value.string].compactMap(\.self)
            isRight = types.contains { node.isOf(type: $0) }
        case ("enum", _): isRight = entry.value.sequence?.contains { $0.value == node.value } == true
        case ("pattern", .string(let text)):
            isRight = (try? Regex(entry.value.string ?? "(").firstMatch(in: text)) != nil
        case ("minLength", .string(let text)): isRight = text.unicodeScalars.count >= entry.value.int ?? .max
        case ("maxLength", .string(let text)): isRight = text.unicodeScalars.count <= entry.value.int ?? .min
        case ("minimum", .integer), ("minimum", .float):
            isRight = node.double ?? -.infinity >= entry.value.double ?? .infinity
        case ("maximum", .integer), ("maximum", .float):
            isRight = node.double ?? .infinity <= entry.value.double ?? -.infinity
        case ("minItems", .sequence(let elements)): isRight = elements.count >= entry.value.int ?? .max
        case ("minProperties", .mapping(let members)): isRight = members.count >= entry.value.int ?? .max
        case ("maxProperties", .mapping(let members)): isRight = members.count <= entry.value.int ?? .min
        case ("required", .mapping(let members)):
            isRight = entry.value.sequence?.allSatisfy { key in members.contains { $0.key == key.string } } == true
        default: isRight = Self.known.contains(entry.key)
        }
        return isRight ? nil : entry.key
    }

    private static let known: Set = [
        "$schema", "title", "description", "default", "definitions", "pattern", "minLength", "maxLength", "minimum",
        "maximum", "minItems", "minProperties", "maxProperties", "required", "properties", "additionalProperties",
        "items", "anyOf", "allOf", "$ref",
    ]

    /// What is wrong with the value's parts.
    private func inner(_ node: YAMLNode, _ entry: YAMLEntry, _ schema: YAMLNode, at place: String) -> [String] {
        switch (entry.key, node.value) {
        case ("$ref", _):
            let name = entry.value.string?.split(separator: "/").last.map(String.init) ?? ""
            guard let target = root["definitions"]?[name] else { return ["\(place): no definition \(name)"] }
            return problems(node, target, at: place)
        case ("allOf", _):
            return (entry.value.sequence ?? []).flatMap { problems(node, $0, at: place) }
        case ("anyOf", _):
            let alternatives = (entry.value.sequence ?? []).map { problems(node, $0, at: place) }
            return alternatives.contains(where: \.isEmpty) ? [] : alternatives.first ?? []
        case ("items", .sequence(let elements)):
            return elements.enumerated().flatMap { problems($1, entry.value, at: "\(place)[\($0)]") }
        case ("properties", .mapping(let members)):
            return members.flatMap { member in
                entry.value[member.key].map { problems(member.value, $0, at: "\(place).\(member.key)") } ?? []
            }
        case ("additionalProperties", .mapping(let members)):
            let others = members.filter { schema["properties"]?[$0.key] == nil }
            if entry.value.bool == false { return others.map { "\(place).\($0.key): additionalProperties" } }
            return others.flatMap { problems($0.value, entry.value, at: "\(place).\($0.key)") }
        default: return []
        }
    }
}

extension YAMLNode {
    /// Whether it is of a type of JSON Schema.
    fileprivate func isOf(type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .integer: type == "integer" || type == "number"
        case .float: type == "number"
        case .string: type == "string"
        case .sequence: type == "array"
        case .mapping: type == "object"
        }
    }
}
