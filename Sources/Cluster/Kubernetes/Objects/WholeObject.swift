package import Text

/// An object of any kind with all that it has beside its metadata, for those who look at objects rather than work with them.
package struct WholeObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Everything else, by its name: `spec`, `status`, and so on.
    package var members: JSONValue

    /// Makes an object.
    package init(metadata: ObjectMetadata, members: JSONValue) { (self.metadata, self.members) = (metadata, members) }

    /// Makes it of what is read.
    package init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        self.members = .object(try members.values())
    }

    /// What it has of that name; nil for nothing, and for null.
    package subscript(key: String) -> JSONValue? { members[key] }
}

extension ObjectMembers {
    /// All of them, decoded; together they have at most so many bytes.
    fileprivate func values(atMost limit: Int = 2 << 20) throws(ObjectFault) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        var left = limit
        for name in names {
            guard let piece = self[name] else { continue }
            left -= piece.count
            guard left >= 0 else { throw ObjectFault("it has more than \(limit) bytes") }
            values[name] = try piece.value(atMost: limit)
        }
        return values
    }
}
