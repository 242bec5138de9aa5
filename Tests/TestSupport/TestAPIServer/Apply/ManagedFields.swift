/// Who owns which fields of an object.
struct ManagedFields {
    struct Entry: Equatable {
        var manager: String
        var isApply: Bool
        var apiVersion: String
        var time: String
        var fields: Set<FieldPath>
        /// `status` where it was written through that.
        var subresource: String?
    }

    var entries: [Entry]

    init(_ metadata: JSON?) {
        entries = (metadata?["managedFields"]?.array ?? []).map { entry in
            Entry(
                manager: entry["manager"]?.string ?? "",
                isApply: entry["operation"]?.string == "Apply",
                apiVersion: entry["apiVersion"]?.string ?? "",
                time: entry["time"]?.string ?? "",
                fields: Self.fields(entry["fieldsV1"] ?? [:]),
                subresource: entry["subresource"]?.string
            )
        }
    }

    var json: JSON {
        .array(
            entries.map { entry in
                var json: JSON = [
                    "manager": .string(entry.manager), "operation": entry.isApply ? "Apply" : "Update",
                    "apiVersion": .string(entry.apiVersion), "time": .string(entry.time), "fieldsType": "FieldsV1",
                    "fieldsV1": Self.json(entry.fields),
                ]
                if let subresource = entry.subresource { json["subresource"] = .string(subresource) }
                return json
            }
        )
    }

    /// What a manager has applied.
    func applied(by manager: String, subresource: String? = nil) -> Set<FieldPath> {
        entries.first { $0.isApply && $0.manager == manager && $0.subresource == subresource }?.fields ?? []
    }

    /// Gives fields to a manager, and takes them from all others where `exclusively`.
    mutating func give(
        _ fields: Set<FieldPath>,
        to manager: String,
        isApply: Bool,
        apiVersion: String,
        time: String,
        exclusively: Bool,
        subresource: String? = nil
    ) {
        if exclusively {
            take(fields) { !($0.manager == manager && $0.isApply == isApply && $0.subresource == subresource) }
        }
        let index = entries.firstIndex {
            $0.manager == manager && $0.isApply == isApply && $0.apiVersion == apiVersion
                && $0.subresource == subresource
        }
        if let index {
            // What is applied replaces what was applied before; updates add up.
            entries[index].fields = isApply ? fields : entries[index].fields.union(fields)
            entries[index].time = time
        } else {
            entries.append(
                Entry(
                    manager: manager,
                    isApply: isApply,
                    apiVersion: apiVersion,
                    time: time,
                    fields: fields,
                    subresource: subresource
                )
            )
        }
        tidy()
    }

    /// Takes fields from the managers that `isConcerned` names.
    mutating func take(_ fields: Set<FieldPath>, from isConcerned: (Entry) -> Bool = { _ in true }) {
        for index in entries.indices where isConcerned(entries[index]) { entries[index].fields.subtract(fields) }
        tidy()
    }

    private mutating func tidy() {
        entries.removeAll { $0.fields.isEmpty }
        // The server's order: applies first, then by time and name.
        entries.sort { a, b in
            if a.isApply != b.isApply { return a.isApply }
            return a.time != b.time ? a.time < b.time : a.manager < b.manager
        }
    }

    /// Whether two are the same but for their times.
    func hasSameOwners(as other: ManagedFields) -> Bool {
        func untimed(_ entry: Entry) -> Entry {
            var entry = entry
            entry.time = ""
            return entry
        }
        let mine = entries.map(untimed)
        let theirs = other.entries.map(untimed)
        return mine.count == theirs.count && mine.allSatisfy(theirs.contains)
    }

    // MARK: FieldsV1

    private static func fields(_ json: JSON) -> Set<FieldPath> {
        var found: Set<FieldPath> = []
        var pending: [(FieldPath, JSON)] = [(FieldPath(), json)]
        while let (path, value) = pending.popLast() {
            guard let members = value.object, !members.isEmpty else {
                if !path.parts.isEmpty { found.insert(path) }
                continue
            }
            for (key, value) in members { pending.append((path.appending(name(key)), value)) }
        }
        return found
    }

    private static func name(_ key: String) -> String { key.hasPrefix("f:") ? String(key.dropFirst(2)) : key }

    private static func json(_ fields: Set<FieldPath>) -> JSON {
        var json: JSON = [:]
        for path in fields {
            let keys = path.parts.enumerated().map { index, part in
                part == FieldPath.itself && index == path.parts.count - 1 ? part : "f:" + part
            }
            json[FieldPath(keys)] = [:]
        }
        return json
    }
}
