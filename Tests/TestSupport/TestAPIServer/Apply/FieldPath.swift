/// The path of a field from an object's root; a last part `.` means a map itself and not what it holds.
struct FieldPath: Hashable, Comparable, Sendable {
    var parts: [String]

    init(_ parts: String...) { self.parts = parts }
    init(_ parts: [String]) { self.parts = parts }

    static let itself = "."

    func appending(_ part: String) -> FieldPath { FieldPath(parts + [part]) }

    /// As messages of the API server show it: `.data..dockerconfigjson`.
    var description: String { parts.map { "." + $0 }.joined() }

    static func < (a: FieldPath, b: FieldPath) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
}

extension JSON {
    /// Every owned field with its value: leaves, empty maps and lists.
    ///
    /// Identity and bookkeeping belong to nobody.
    var ownedFields: [FieldPath: JSON] {
        var fields: [FieldPath: JSON] = [:]
        for (key, value) in object ?? [:] where key != "apiVersion" && key != "kind" {
            guard key == "metadata" else {
                value.collectFields(at: FieldPath(key), into: &fields)
                continue
            }
            for key in ["labels", "annotations", "finalizers", "ownerReferences"] {
                value[key]?.collectFields(at: FieldPath("metadata", key), into: &fields)
            }
        }
        return fields
    }

    private func collectFields(at path: FieldPath, into fields: inout [FieldPath: JSON]) {
        guard case .object(let members) = self, !members.isEmpty else {
            if self != .null { fields[path] = self }
            return
        }
        for (key, value) in members { value.collectFields(at: path.appending(key), into: &fields) }
    }

    subscript(path: FieldPath) -> JSON? {
        get {
            var value: JSON? = self
            for part in path.parts { value = value?[part] }
            return value
        }
        set { set(newValue, at: path.parts[...]) }
    }

    private mutating func set(_ value: JSON?, at path: ArraySlice<String>) {
        guard let first = path.first else { return }
        guard path.count > 1 else {
            self[first] = value
            return
        }
        var inner = self[first]
        if inner == nil, value == nil { return }
        inner = inner ?? [:]
        inner?.set(value, at: path.dropFirst())
        // A map that has lost its last member goes with it.
        self[first] = value == nil && inner?.object?.isEmpty == true ? nil : inner
    }
}
