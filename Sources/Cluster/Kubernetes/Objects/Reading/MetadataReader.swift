/// Reads the metadata of one object as far as its scope goes.
///
/// What cannot be read is noted as the object's fault, and the rest is read all the same; it throws only where the text itself breaks off.
struct MetadataReader: Sendable {
    /// A manager's entry is read; of more than so many the rest is passed over.
    static let maximumManagers = 32
    /// Names have 253 bytes, uids 36.
    private static let maximumTextBytes = 512

    private(set) var metadata = ObjectMetadata(name: "")
    private let scope: MetadataScope
    private var managers = 0

    init(_ scope: MetadataScope) { self.scope = scope }

    /// Notes why the object cannot be read; the first reason counts.
    mutating func note(_ fault: ObjectFault) { metadata.fault = metadata.fault ?? fault }

    /// Reads the object that comes next.
    mutating func read(_ cursor: inout JSONCursor) throws(JSONFault) {
        guard try cursor.kind() == .object else {
            note(ObjectFault("metadata is no object"))
            try cursor.skipValue()
            return
        }
        var entries = try cursor.enter()
        while let key = try cursor.nextKey(&entries) { try readMember(key, &cursor) }
        if metadata.name.isEmpty { note(ObjectFault("it has no name")) }
    }

    private mutating func readMember(_ key: Range<Int>, _ cursor: inout JSONCursor) throws(JSONFault) {
        if cursor.isText(key, "name") {
            metadata.name = try text("name", &cursor) ?? ""
        } else if cursor.isText(key, "namespace") {
            metadata.namespace = try text("namespace", &cursor) ?? ""
        } else if cursor.isText(key, "uid") {
            metadata.uid = try text("uid", &cursor) ?? ""
        } else if cursor.isText(key, "resourceVersion") {
            metadata.resourceVersion = try text("resourceVersion", &cursor) ?? ""
        } else if cursor.isText(key, "creationTimestamp") {
            metadata.creationTimestamp = try text("creationTimestamp", &cursor) ?? ""
        } else if cursor.isText(key, "deletionTimestamp") {
            metadata.deletionTimestamp = try text("deletionTimestamp", &cursor)
        } else if cursor.isText(key, "labels"), let limit = scope.labels {
            metadata.labels = try map("labels", atMost: limit, &cursor)
        } else if cursor.isText(key, "annotations") {
            switch scope.annotations {
            case .all(let limit): metadata.annotations = try map("annotations", atMost: limit, &cursor)
            case .only(let keys, let limit): metadata.annotations = try some(keys, atMost: limit, &cursor)
            }
        } else if cursor.isText(key, "managedFields") {
            try readManagers(&cursor)
        } else if scope.references, cursor.isText(key, "finalizers") {
            metadata.finalizers = try decoded("metadata.finalizers", &cursor) ?? []
        } else if scope.references, cursor.isText(key, "ownerReferences") {
            metadata.ownerReferences = try decoded("metadata.ownerReferences", &cursor) ?? []
        } else {
            try cursor.skipValue()
        }
    }

    /// A text of the object; nil where it is null or cannot be read.
    private mutating func text(_ name: String, _ cursor: inout JSONCursor) throws(JSONFault) -> String? {
        let kind = try cursor.kind()
        let range = try cursor.skipValue()
        guard kind == .text else {
            if kind != .null { note(ObjectFault("metadata.\(name) is no text")) }
            return nil
        }
        let text = cursor.text(range.withoutQuotes, atMost: Self.maximumTextBytes)
        if text == nil { note(ObjectFault("metadata.\(name) has more than \(Self.maximumTextBytes) bytes")) }
        return text
    }

    private mutating func decoded<Value: Decodable>(
        _ name: String,
        _ cursor: inout JSONCursor
    ) throws(JSONFault) -> Value? {
        let kind = try cursor.kind()
        let range = try cursor.skipValue()
        guard kind != .null else { return nil }
        do { return try JSONPiece(name, cursor.bytes[range]).decode(atMost: 64 << 10) } catch {
            note(error)
            return nil
        }
    }

    // MARK: Maps

    /// A map of texts: those that come first, where all of them have too many bytes.
    private mutating func map(
        _ name: String,
        atMost limit: Int,
        _ cursor: inout JSONCursor
    ) throws(JSONFault) -> [String: String] {
        var result: [String: String] = [:]
        var bytes = 0
        try forEachText(name, &cursor) { cursor, key, value in
            let room = limit - bytes
            guard room >= 0, let key = cursor.text(key, atMost: room),
                let value = cursor.text(value, atMost: max(0, room - key.utf8.count))
            else {
                bytes = limit + 1
                return
            }
            bytes += key.utf8.count + value.utf8.count
            result[key] = value
        }
        if bytes > limit { note(ObjectFault("metadata.\(name) has more than \(limit) bytes")) }
        return result
    }

    /// A few members of a map of texts.
    private mutating func some(
        _ keys: [String],
        atMost limit: Int,
        _ cursor: inout JSONCursor
    ) throws(JSONFault) -> [String: String] {
        var result: [String: String] = [:]
        try forEachText("annotations", &cursor) { cursor, key, value in
            guard let wanted = keys.first(where: { cursor.isText(key, $0) }) else { return }
            result[wanted] = cursor.text(value, atMost: limit)
        }
        return result
    }

    private mutating func forEachText(
        _ name: String,
        _ cursor: inout JSONCursor,
        _ body: (JSONCursor, _ key: Range<Int>, _ value: Range<Int>) -> Void
    ) throws(JSONFault) {
        let kind = try cursor.kind()
        guard kind == .object else {
            if kind != .null { note(ObjectFault("metadata.\(name) is no object")) }
            try cursor.skipValue()
            return
        }
        var entries = try cursor.enter()
        while let key = try cursor.nextKey(&entries) {
            let kind = try cursor.kind()
            let value = try cursor.skipValue()
            if kind == .text {
                body(cursor, key, value.withoutQuotes)
            } else if kind != .null {
                note(ObjectFault("metadata.\(name) has a value that is no text"))
            }
        }
    }

    // MARK: Managers

    private mutating func readManagers(_ cursor: inout JSONCursor) throws(JSONFault) {
        guard try cursor.kind() == .array else {
            try cursor.skipValue()
            return
        }
        metadata.managedFields = []
        var entries = try cursor.enter()
        while try cursor.nextElement(&entries) {
            managers += 1
            guard managers <= Self.maximumManagers else {
                if !scope.fields.isEmpty { note(ObjectFault("it has more than \(Self.maximumManagers) managers")) }
                try cursor.skipValue()
                continue
            }
            metadata.managedFields.append(try readManager(&cursor))
        }
    }

    private func readManager(_ cursor: inout JSONCursor) throws(JSONFault) -> ManagedFieldsEntry {
        var entry = ManagedFieldsEntry(manager: "", operation: "", fields: FieldSet())
        guard try cursor.kind() == .object else {
            try cursor.skipValue()
            return entry
        }
        var entries = try cursor.enter()
        while let key = try cursor.nextKey(&entries) {
            if !scope.fields.isEmpty, cursor.isText(key, "fieldsV1") {
                entry.fields = try scope.fields.found(in: &cursor)
                continue
            }
            let kind = try cursor.kind()
            let value = try cursor.skipValue()
            guard kind == .text else { continue }
            // One that is longer than any may be is none that we know.
            let text = cursor.text(value.withoutQuotes, atMost: 128) ?? "?"
            if cursor.isText(key, "manager") {
                entry.manager = text
            } else if cursor.isText(key, "operation") {
                entry.operation = text
            } else if cursor.isText(key, "subresource") {
                entry.subresource = text
            }
        }
        return entry
    }
}

extension Range<Int> {
    /// The inside of a text, of which this is the place with its quotes.
    var withoutQuotes: Range<Int> { lowerBound + 1..<Swift.max(lowerBound + 1, upperBound - 1) }
}
