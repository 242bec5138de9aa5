/// One page of a list, its objects read one by one.
struct ListPage<Object: KubernetesObject> {
    /// The objects in the server's order; one that could not be read has a fault.
    private(set) var items: [Object] = []
    /// Those of which not even the name could be read; at most a few.
    private(set) var nameless: [Object] = []
    /// The version of the list; empty where there is none.
    private(set) var resourceVersion = ""
    /// Where the next page begins; empty after the last one.
    private(set) var position = ""

    /// Reads a page.
    ///
    /// - Throws: where the answer as a whole is no list.
    init(_ body: [UInt8]) throws(JSONFault) {
        var cursor = JSONCursor(body[...])
        guard try cursor.kind() == .object else { throw JSONFault.isNoJSON }
        var entries = try cursor.enter()
        var hasMetadata = false
        while let key = try cursor.nextKey(&entries) {
            if cursor.isText(key, "metadata") {
                hasMetadata = true
                let piece = JSONPiece("metadata", cursor.bytes[try cursor.skipValue()])
                do throws(ObjectFault) {
                    resourceVersion = try piece["resourceVersion"]?.text(atMost: 512) ?? ""
                    // A token of the server's, which holds the last object's name.
                    position = try piece["continue"]?.text(atMost: 16 << 10) ?? ""
                } catch {
                    throw JSONFault(reason: error.description)
                }
            } else if cursor.isText(key, "items"), try cursor.kind() == .array {
                try readItems(&cursor)
            } else {
                try cursor.skipValue()
            }
        }
        try cursor.finish()
        guard hasMetadata else { throw JSONFault(reason: "it is no list") }
    }

    private mutating func readItems(_ cursor: inout JSONCursor) throws(JSONFault) {
        var entries = try cursor.enter()
        while try cursor.nextElement(&entries) {
            let range = try cursor.skipValue()
            guard let object = Object.read(JSONCursor(cursor.bytes[range])) else { continue }
            if !object.metadata.name.isEmpty {
                items.append(object)
            } else if nameless.count < 8 {
                nameless.append(object)
            }
        }
    }
}
