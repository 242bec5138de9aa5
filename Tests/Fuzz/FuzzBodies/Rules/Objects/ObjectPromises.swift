import PlainReadings

@testable import Kubernetes

/// What holds of any object that somebody may have written.
enum ObjectPromises {
    /// What is JSON for anybody is passed over to its end, and no cursor leaves its bytes.
    static func holdCursor(_ bytes: ArraySlice<UInt8>) throws(BrokenPromise) {
        var cursor = JSONCursor(bytes)
        let place: Range<Int>
        do throws(JSONFault) {
            place = try cursor.skipValue()
            try cursor.finish()
        } catch {
            return try hold((try? ReferenceJSON(parsing: Array(bytes))) == nil, "JSON is passed over: \(error)")
        }
        try hold(place.lowerBound >= bytes.startIndex && place.upperBound <= bytes.endIndex, "a value is in its text")
    }

    /// Who it is and what is wrong with it is told by each type alike.
    static func holdObjects(_ cursor: JSONCursor, _ tree: ReferenceJSON?) throws(BrokenPromise) {
        try holdObject(PartialObject.read(cursor)?.metadata, tree, labels: false)
        try holdObject(SecretObject.read(cursor)?.metadata, tree, labels: true)
        try holdObject(NamespaceObject.read(cursor)?.metadata, tree, labels: true)
        try holdObject(WaitingPod.read(cursor)?.metadata, tree, labels: true)
        if let secret = SecretObject.read(cursor), secret.metadata.fault == nil {
            for (key, value) in secret.data where value.count >= 24 {
                let shown = "\(secret)" + String(reflecting: secret)
                let text = String(decoding: value, as: UTF8.self)
                try hold(
                    !shown.contains(text) || secret.metadata.name.contains(text) || key.contains(text)
                        || secret.type.contains(text),
                    "no data is printed"
                )
            }
        }
    }

    private static func holdObject(_ metadata: ObjectMetadata?, _ tree: ReferenceJSON?, labels: Bool)
        throws(BrokenPromise)
    {
        guard let metadata else { return try hold(tree?.members == nil, "an object is read") }
        if let fault = metadata.fault {
            let isLine = fault.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            try hold(isLine && !fault.description.isEmpty, "a fault is one line: \(fault.description.debugDescription)")
        }
        try hold(metadata.managedFields.count <= MetadataReader.maximumManagers, "managers are few")
        guard let tree, tree.isWithoutTwins, let own = tree["metadata"] else { return }
        for (read, key) in [(metadata.name, "name"), (metadata.namespace, "namespace"), (metadata.uid, "uid")] {
            let text = own[key]?.string ?? ""
            if text.utf8.count <= 512 { try holdEqual(read, text, "its \(key)") }
        }
        if own.members != nil, own["name"]?.string?.isEmpty != false {
            try hold(metadata.fault != nil, "without a name something is wrong")
        }
        guard labels, metadata.fault == nil, let texts = own["labels"]?.members else { return }
        try holdEqual(metadata.labels.count, texts.count { $0.value.string != nil }, "all labels")
        for label in texts { try holdEqual(metadata.labels[label.key], label.value.string, "the label \(label.key)") }
    }
}

extension ReferenceJSON {
    /// Whether no key stands twice in it: readers differ in which one counts.
    var isWithoutTwins: Bool {
        let keys = keys.map { Array($0.utf8) }
        // A dictionary of texts takes two spellings of one letter for the same.
        return Set(keys).count == keys.count && Set(self.keys).count == keys.count
            && ((members ?? []).map(\.value) + (elements ?? [])).allSatisfy(\.isWithoutTwins)
    }
}
