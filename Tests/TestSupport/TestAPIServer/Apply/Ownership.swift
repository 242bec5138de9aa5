/// Which fields a write makes its manager's own, and whose they were.
enum Ownership {
    struct Conflict {
        let manager: ManagedFields.Entry
        let field: FieldPath
    }

    /// All fields of a new object, the maps themselves among them.
    static func fieldsOfNew(_ object: JSON, _ resource: APIResource) -> Set<FieldPath> {
        Set(object.ownedFields.keys).union(maps(of: object, resource))
    }

    /// What an update changes or adds, and what it takes away.
    static func fieldsOfUpdate(
        from old: JSON,
        to new: JSON,
        _ resource: APIResource
    ) -> (changed: Set<FieldPath>, removed: Set<FieldPath>) {
        let before = old.ownedFields
        let after = new.ownedFields
        var changed = Set(after.lazy.filter { before[$0.key] != $0.value }.map(\.key))
        var removed = Set(before.keys.lazy.filter { after[$0] == nil })
        let oldMaps = maps(of: old, resource)
        let newMaps = maps(of: new, resource)
        changed.formUnion(newMaps.subtracting(oldMaps))
        removed.formUnion(oldMaps.subtracting(newMaps))
        return (changed, removed)
    }

    private static func maps(of object: JSON, _ resource: APIResource) -> Set<FieldPath> {
        Set(
            resource.maps.filter { object[$0]?.object?.isEmpty == false }.map { $0.appending(FieldPath.itself) }
        )
    }

    static func conflicts(_ changed: Set<FieldPath>, with managed: ManagedFields, by manager: String) -> [Conflict] {
        managed.entries.filter { !($0.isApply && $0.manager == manager) }
            .sorted { $0.manager < $1.manager }
            .flatMap { entry in changed.intersection(entry.fields).sorted().map { Conflict(manager: entry, field: $0) }
            }
    }

    /// The refusal, in the words of the API server.
    static func status(of conflicts: [Conflict]) -> APIStatus {
        func name(_ entry: ManagedFields.Entry) -> String {
            "\"\(entry.manager)\"" + (entry.isApply ? "" : " using \(entry.apiVersion)")
        }
        var message = "Apply failed with \(conflicts.count) conflicts:"
        if conflicts.count == 1, let only = conflicts.first {
            message = "Apply failed with 1 conflict: conflict with \(name(only.manager)): \(only.field.description)"
        } else {
            var last = ""
            for conflict in conflicts {
                let manager = name(conflict.manager)
                if manager != last { message += (last.isEmpty ? " " : "\n") + "conflicts with \(manager):" }
                last = manager
                message += "\n- \(conflict.field.description)"
            }
        }
        return APIStatus(
            code: 409,
            reason: "Conflict",
            message: message,
            causes: conflicts.map {
                APIStatus.Cause(
                    reason: "FieldManagerConflict",
                    message: "conflict with \(name($0.manager))",
                    field: $0.field.description
                )
            }
        )
    }
}
