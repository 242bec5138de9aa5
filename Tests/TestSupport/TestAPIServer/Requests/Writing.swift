/// Create, update, patch, apply and delete.
struct Writing {
    let store: ObjectStore
    let request: APIRequest
    let context: WriteContext

    struct Result {
        var status: Int
        var object: StoredObject?
        /// The text, where it is not that of the object.
        var text: JSON?
        /// What admission has to say to the client.
        var warnings: [String] = []
    }

    var resource: APIResource { request.resource }

    func perform() throws -> Result {
        switch request.verb {
        case "create": return try create()
        case "update": return try update()
        case "patch": return try patch()
        case "delete": return try delete()
        default: throw APIStatus.methodNotAllowed(resource)
        }
    }

    var live: StoredObject? { store.object(resource, namespace: request.namespace, name: request.name) }

    var manager: String {
        let named = request.query["fieldManager"] ?? ""
        return named.isEmpty ? context.agent : named
    }

    // MARK: Create

    private func create() throws -> Result {
        try checkContentType()
        var object = withoutOtherParts(try request.object())
        if (object["metadata"]?["name"]?.string ?? "").isEmpty, let prefix = object["metadata"]?["generateName"]?.string
        {
            object["metadata"]?["name"] = .string(prefix + String(store.makeUID().suffix(5)))
        }
        let version = object["metadata"]?["resourceVersion"]?.string ?? ""
        if !version.isEmpty { throw APIStatus.badRequest("resourceVersion should not be set on objects to be created") }
        object["metadata"]?["managedFields"] = nil
        return try create(object, manager: manager, applied: nil)
    }

    /// Creates an object; `applied` are the fields of an apply, nil where all of them go to an updating manager.
    func create(_ written: JSON, manager: String, applied: Set<FieldPath>?) throws -> Result {
        var object = try decoded(written)
        let name = object["metadata"]?["name"]?.string ?? ""
        try admitNew(name)
        let warnings = resource == .pods ? try admitPod(&object) : []
        object["metadata"]?["uid"] = .string(store.makeUID())
        object["metadata"]?["creationTimestamp"] = .string(context.time)
        object["metadata"]?["resourceVersion"] = nil
        object["metadata"]?["deletionTimestamp"] = nil
        if resource == .namespaces {
            object["metadata"]?[FieldPath("labels", "kubernetes.io/metadata.name")] = .string(name)
            object["spec"] = ["finalizers": .array(["kubernetes"])]
            object["status"] = ["phase": "Active"]
        }
        var managed = ManagedFields(nil)
        managed.give(
            applied ?? Ownership.fieldsOfNew(object, resource),
            to: manager,
            isApply: applied != nil,
            apiVersion: resource.apiVersion,
            time: context.time,
            exclusively: false
        )
        object["metadata"]?["managedFields"] = managed.json
        if store.object(resource, namespace: request.namespace, name: name) != nil {
            throw APIStatus.alreadyExists(resource, name)
        }
        try validate(object, replacing: nil)
        if request.verb != "create" { try mayCreate(name) }
        try admitCount(name)
        return Result(status: 201, object: keep(object, replacing: nil), warnings: warnings)
    }

    // MARK: Update

    private func update() throws -> Result {
        try checkContentType()
        let object = try decoded(request.object())
        guard object["metadata"]?["name"]?.string == request.name else {
            throw APIStatus.badRequest(
                "the name of the object (\(object["metadata"]?["name"]?.string ?? "")) does not match the name on the URL (\(request.name))"
            )
        }
        guard let live else {
            guard resource == .leases || resource.storage == .events else {
                throw APIStatus.notFound(resource, request.name)
            }
            return try create(object, manager: manager, applied: nil)
        }
        if let uid = object["metadata"]?["uid"]?.string, !uid.isEmpty, uid != live.uid {
            throw APIStatus.conflict(
                resource,
                request.name,
                "StorageError: invalid object, Code: 4, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                    + "\(uid), UID in object meta: \(live.uid)"
            )
        }
        return try replace(live, with: object)
    }

    /// Replaces an object and gives what has changed to the updating manager.
    func replace(_ live: StoredObject, with written: JSON) throws -> Result {
        try checkVersion(written, live)
        let old = live.json
        var object = try decoded(written)
        if resource == .namespaces { object["status"] = old["status"] }
        if resource == .pullRegistries { object = Self.part(of: object, beside: old, isStatus: request.isStatus) }
        let fields = Ownership.fieldsOfUpdate(from: old, to: object, resource)
        var managed = ManagedFields(old["metadata"])
        managed.take(fields.removed)
        if !fields.changed.isEmpty {
            managed.give(
                fields.changed,
                to: manager,
                isApply: false,
                apiVersion: resource.apiVersion,
                time: context.time,
                exclusively: true,
                subresource: subresource
            )
        }
        let isSame = fields.changed.isEmpty && fields.removed.isEmpty
        return try finish(object, old, live, managed, isSame: isSame)
    }

    /// Keeps the changed object, or answers with the old one where nothing has changed.
    func finish(_ changed: JSON, _ old: JSON, _ live: StoredObject, _ managed: ManagedFields, isSame: Bool) throws
        -> Result
    {
        var object = changed
        try validate(object, replacing: old)
        if isSame { return Result(status: 200, object: live) }
        for key in ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "name", "namespace"]
        {
            object["metadata"]?[key] = old["metadata"]?[key]
        }
        object["metadata"]?["managedFields"] = managed.entries.isEmpty ? nil : managed.json
        let isGone = object["metadata"]?["deletionTimestamp"] != nil && Finalizers.isDone(object, resource)
        if isGone, !request.isDryRun {
            store.remove(live)
            return Result(status: 200, object: live)
        }
        return Result(status: 200, object: keep(object, replacing: live))
    }

    func checkVersion(_ written: JSON, _ live: StoredObject) throws {
        let version = written["metadata"]?["resourceVersion"]?.string ?? ""
        if version.isEmpty {
            guard resource == .leases, request.verb == "update" else { return }
            var errors = FieldErrors()
            errors.invalid("metadata.resourceVersion", 0, "must be specified for an update")
            try errors.check(resource, request.name)
        } else if version != String(live.version) {
            throw APIStatus.modified(resource, request.name)
        }
    }

    // MARK: Common

    /// The object as the server's decoder and defaults leave it, in the form in which it is kept.
    func decoded(_ written: JSON) throws -> JSON {
        var object = written
        try ObjectValidation.checkTypes(object, resource)
        if object["metadata"]?.object == nil { object["metadata"] = [:] }
        let namespace = object["metadata"]?["namespace"]?.string ?? ""
        guard namespace.isEmpty || namespace == request.namespace else {
            throw APIStatus.badRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            )
        }
        if resource.isNamespaced { object["metadata"]?["namespace"] = .string(request.namespace) }
        switch resource {
        case .newEvents: object = EventForms.coreForm(of: object)
        case .secrets: object = try SecretValidation.completed(object)
        case .leases: try LeaseValidation.checkTypes(object)
        case .mutatingWebhookConfigurations: try WebhookValidation.checkTypes(object)
        case .pullRegistries: object = context.schema?.pruned(object) ?? object
        default: break
        }
        if resource.storage == .events { try EventValidation.checkTypes(object) }
        return object
    }

    private func validate(_ object: JSON, replacing old: JSON?) throws {
        var errors = FieldErrors()
        ObjectValidation.checkMetadata(object["metadata"], resource, &errors)
        if let old { ObjectValidation.checkUpdate(object, of: old, &errors) }
        switch resource {
        case .secrets:
            if let old { SecretValidation.checkUpdate(object, of: old, &errors) }
            // What cannot be changed is not looked at twice.
            if errors.isEmpty { SecretValidation.check(object, &errors) }
        case .leases: LeaseValidation.check(object, &errors)
        case .mutatingWebhookConfigurations: WebhookValidation.check(object, &errors)
        case .events, .newEvents: EventValidation.check(object, as: resource, isNew: old == nil, &errors)
        case .pullRegistries: context.schema?.check(object, "", &errors)
        default: break
        }
        try errors.check(resource, object["metadata"]?["name"]?.string ?? request.name)
    }

    private func keep(_ object: JSON, replacing live: StoredObject?) -> StoredObject {
        guard request.isDryRun else { return store.keep(object, resource, replacing: live) }
        var object = object
        object["metadata"]?["resourceVersion"] = live.map { .string(String($0.version)) }
        return StoredObject(object, resource: resource.storage)
    }

    private func checkContentType() throws {
        let type = request.contentType.prefix { $0 != ";" }
        guard type == "application/json" else { throw APIStatus.unsupportedMediaType("application/json") }
    }
}
