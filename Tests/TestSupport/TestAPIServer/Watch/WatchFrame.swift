/// One line of a watch, not yet written.
enum WatchFrame {
    case added(StoredObject)
    case modified(StoredObject)
    case deleted(StoredObject)
    case bookmark(version: Int, endsInitialEvents: Bool)
    case error(APIStatus)

    /// What a change is to somebody who sees only what a selector selects; nil when it is nothing.
    init?(_ change: Change, seenThrough selector: ObjectSelector) {
        let before = change.previous.map { selector.matches($0) } ?? false
        let after = !change.isDeletion && selector.matches(change.object)
        switch (before, after) {
        case (false, false): return nil
        case (false, true): self = .added(change.object)
        case (true, true): self = .modified(change.object)
        case (true, false):
            // What leaves the selection is shown as it last was in it.
            self = .deleted(
                change.isDeletion ? change.object : change.previous?.with(version: change.version) ?? change.object
            )
        }
    }

    func append(to output: inout [UInt8], as form: ObjectForm) {
        switch self {
        case .added(let object): Self.append("ADDED", object, to: &output, as: form)
        case .modified(let object): Self.append("MODIFIED", object, to: &output, as: form)
        case .deleted(let object): Self.append("DELETED", object, to: &output, as: form)
        case .error(let status):
            output += #"{"type":"ERROR","object":"#.utf8
            status.json.append(to: &output)
            output += "}\n".utf8
        case .bookmark(let version, let endsInitialEvents):
            var metadata: JSON = ["resourceVersion": .string(String(version)), "creationTimestamp": .null]
            if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
            let isPartial = form.content == .metadata
            let object: JSON = [
                "kind": .string(isPartial ? "PartialObjectMetadata" : form.resource.kind),
                "apiVersion": .string(isPartial ? "meta.k8s.io/v1" : form.resource.apiVersion), "metadata": metadata,
            ]
            output += #"{"type":"BOOKMARK","object":"#.utf8
            object.append(to: &output)
            output += "}\n".utf8
        }
    }

    private static func append(_ type: String, _ object: StoredObject, to output: inout [UInt8], as form: ObjectForm) {
        output += #"{"type":"\#(type)","object":"#.utf8
        object.append(to: &output, as: form)
        output += "}\n".utf8
    }
}
