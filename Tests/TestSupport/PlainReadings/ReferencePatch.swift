/// JSON Patch (RFC 6902) `add`, `replace` and, in lists, `remove` on a tree, as strict as the API server: what does not apply throws.
package enum ReferencePatch {
    /// Why a patch does not apply.
    package struct DoesNotApply: Error, CustomStringConvertible {
        package let description: String
    }

    /// The document after a patch.
    package static func apply(_ patch: ReferenceJSON, to document: ReferenceJSON) throws -> ReferenceJSON {
        guard let operations = patch.elements else { throw DoesNotApply(description: "a patch is an array") }
        return try operations.reduce(document) { document, operation in
            guard let path = operation["path"]?.string, let op = operation["op"]?.string,
                let value = op == "remove" ? .null : operation["value"]
            else { throw DoesNotApply(description: "an operation has op, path and value") }
            let tokens = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
            return try apply(op, tokens[...], value, to: document)
        }
    }

    private static func apply(
        _ op: String,
        _ path: ArraySlice<String>,
        _ value: ReferenceJSON,
        to document: ReferenceJSON
    ) throws -> ReferenceJSON {
        guard let token = path.first else { throw DoesNotApply(description: "an empty path") }
        let isLast = path.count == 1
        switch document {
        case .object(var members):
            let index = members.lastIndex { $0.key == token }
            if isLast {
                if let index, op != "remove" {
                    members[index].value = value
                } else if op == "add" {
                    members.append(.init(key: token, value: value))
                } else {
                    throw DoesNotApply(description: "\(op) of a missing member \(token)")
                }
            } else if let index {
                members[index].value = try apply(op, path.dropFirst(), value, to: members[index].value)
            } else {
                throw DoesNotApply(description: "no member \(token)")
            }
            return .object(members)
        case .array(var elements):
            if isLast, token == "-", op == "add" {
                elements.append(value)
                return .array(elements)
            }
            if isLast, op == "remove", let index = Int(token), elements.indices.contains(index) {
                elements.remove(at: index)
                return .array(elements)
            }
            guard let index = Int(token), elements.indices.contains(index), !isLast else {
                throw DoesNotApply(description: "no element \(token)")
            }
            elements[index] = try apply(op, path.dropFirst(), value, to: elements[index])
            return .array(elements)
        default:
            throw DoesNotApply(description: "\(token) of something that is no object or array")
        }
    }
}
