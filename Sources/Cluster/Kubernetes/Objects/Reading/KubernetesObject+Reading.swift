extension KubernetesObject {
    /// Reads an object of which this is the whole JSON.
    ///
    /// - Throws: why it cannot be read, or not all of it.
    package init(parsing bytes: [UInt8]) throws(ObjectFault) {
        guard let object = Self.read(JSONCursor(bytes[...])) else { throw ObjectFault("it cannot be read") }
        if let fault = object.metadata.fault { throw fault }
        self = object
    }

    /// Reads the object at a cursor.
    ///
    /// - Parameters:
    ///   - start: on the object's first byte.
    ///   - limit: given where the text is only the beginning of an object, which has more bytes than this.
    /// - Returns: the object, with what could be read and its fault where that is not all; nil where it cannot be represented.
    static func read(_ start: JSONCursor, cutAt limit: Int? = nil) -> Self? {
        var cursor = start
        var reader = MetadataReader(metadataScope)
        var members = ObjectMembers(of: start)
        if let limit { reader.note(ObjectFault("it has more than \(limit) bytes")) }
        do throws(JSONFault) {
            var hasMetadata = false
            var entries = try cursor.enter()
            while let key = try cursor.nextKey(&entries) {
                if cursor.isText(key, "metadata") {
                    hasMetadata = true
                    try reader.read(&cursor)
                } else {
                    members.add(key, try cursor.skipValue())
                }
            }
            if !hasMetadata { reader.note(ObjectFault("it has no metadata")) }
        } catch {
            reader.note(ObjectFault(error.reason))
        }
        if reader.metadata.fault == nil {
            do throws(ObjectFault) { return try Self(metadata: reader.metadata, members: members) } catch {
                reader.note(error)
            }
        }
        return try? Self(metadata: reader.metadata, members: .none)
    }
}
