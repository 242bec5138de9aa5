extension Writing {
    private static let patchTypes =
        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml"

    func patch() throws -> Result {
        switch request.contentType.prefix(while: { $0 != ";" }) {
        case "application/apply-patch+yaml", "application/apply-patch+json": return try apply()
        case "application/merge-patch+json": return try merge(isStrategic: false)
        case "application/strategic-merge-patch+json": return try merge(isStrategic: true)
        default: throw APIStatus.unsupportedMediaType(Self.patchTypes)
        }
    }

    // MARK: Merge patch

    private func merge(isStrategic: Bool) throws -> Result {
        if request.query["force"] != nil {
            var errors = FieldErrors()
            errors.forbidden("force", "may not be specified for non-apply patch")
            try errors.check(.patchOptions, "")
        }
        guard let live else { throw APIStatus.notFound(resource, request.name) }
        var patch = try request.object()
        patch["metadata"]?["managedFields"] = nil
        let shown = resource.isView ? EventForms.newForm(of: live.json) : live.json
        if isStrategic, resource == .mutatingWebhookConfigurations {
            patch["webhooks"] = try WebhookValidation.merged(shown["webhooks"], patch["webhooks"])
        }
        return try replace(live, with: Self.merged(shown, patch))
    }

    /// RFC 7396; the depth is that of the reader's limit at most.
    static func merged(_ target: JSON, _ patch: JSON) -> JSON {
        guard let changes = patch.object else { return patch }
        var members = target.object ?? [:]
        for (key, value) in changes {
            members[key] = value == .null ? nil : merged(members[key] ?? .null, value)
        }
        return .object(members)
    }

    // MARK: Server-side apply

    private func apply() throws -> Result {
        if (request.query["fieldManager"] ?? "").isEmpty {
            var errors = FieldErrors()
            errors.required("fieldManager", "is required for apply patch")
            try errors.check(.patchOptions, "")
        }
        guard resource != .mutatingWebhookConfigurations else {
            throw APIStatus.internalError("the test server cannot apply lists with a merge key: use another patch")
        }
        let written = try request.object()
        try checkApplied(written)
        var config = withoutOtherParts(written)
        if let texts = config["stringData"] {
            config["data"] = Self.merged(
                config["data"] ?? [:],
                try SecretValidation.completed(["stringData": texts])["data"] ?? [:]
            )
            config["stringData"] = nil
        }
        let fields = (resource.isView ? EventForms.coreForm(of: config) : config).ownedFields
        guard let live else {
            if request.isStatus { throw APIStatus.notFound(resource, request.name) }
            if let uid = config["metadata"]?["uid"]?.string, !uid.isEmpty {
                throw APIStatus.conflict(
                    resource,
                    request.name,
                    "uid mismatch: the provided object specified uid \(uid), and no existing object was found"
                )
            }
            var object = config
            object["metadata"]?["name"] = .string(request.name)
            return try create(object, manager: manager, applied: Set(fields.keys))
        }
        return try apply(fields, of: config, to: live)
    }

    private func apply(_ fields: [FieldPath: JSON], of config: JSON, to live: StoredObject) throws -> Result {
        let old = live.json
        var object = old
        var managed = ManagedFields(old["metadata"])
        var changed: Set<FieldPath> = []
        for (path, value) in fields {
            let before = old[path]
            // An empty map asks for nothing more than that the map is there.
            if before == value || value.object?.isEmpty == true && before?.object != nil { continue }
            changed.insert(path)
            object[path] = value
        }
        let conflicts = Ownership.conflicts(changed, with: managed, by: manager)
        if !conflicts.isEmpty {
            guard request.isTrue("force") else { throw Ownership.status(of: conflicts) }
            managed.take(changed) { !($0.isApply && $0.manager == manager) }
        }
        let applied = Set(fields.keys)
        let dropped = managed.applied(by: manager, subresource: subresource).subtracting(applied)
        managed.give(
            applied,
            to: manager,
            isApply: true,
            apiVersion: resource.apiVersion,
            time: context.time,
            exclusively: false,
            subresource: subresource
        )
        for path in dropped where !managed.entries.contains(where: { $0.fields.contains(path) }) { object[path] = nil }
        try checkVersion(config, live)
        if let uid = config["metadata"]?["uid"] { object["metadata"]?["uid"] = uid }
        object = try decoded(resource.isView ? EventForms.newForm(of: object) : object)
        let isSame = object.ownedFields == old.ownedFields && managed.hasSameOwners(as: ManagedFields(old["metadata"]))
        return try finish(object, old, live, managed, isSame: isSame)
    }

    private func checkApplied(_ config: JSON) throws {
        guard config["kind"]?.string != nil, config["apiVersion"]?.string != nil else {
            throw APIStatus.badRequest(
                "Object 'Kind' is missing in '\(request.name)': an apply configuration names apiVersion and kind"
            )
        }
        let name = config["metadata"]?["name"]?.string
        guard name == nil || name == request.name else {
            throw APIStatus.badRequest(
                "the name of the object (\(name ?? "")) does not match the name on the URL (\(request.name))"
            )
        }
        if config["metadata"]?["managedFields"] != nil {
            throw APIStatus.badRequest("metadata.managedFields must be nil")
        }
        if resource == .secrets, let field = SecretValidation.unknownField(of: config) {
            throw APIStatus.internalError(
                "failed to create typed patch object (\(request.namespace)/\(request.name); /v1, Kind=Secret): "
                    + ".\(field): field not declared in schema"
            )
        }
    }
}
