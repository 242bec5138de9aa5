extension Writing {
    func delete() throws -> Result {
        guard let live else { throw APIStatus.notFound(resource, request.name) }
        if !request.body.isEmpty { try checkPreconditions(try request.object(), live) }
        var object = live.json
        let isLeaving = object["metadata"]?["deletionTimestamp"] != nil
        if resource == .namespaces, isLeaving {
            throw APIStatus.conflict(
                resource,
                request.name,
                "The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will "
                    + "automatically be purged by the system."
            )
        }
        if Finalizers.isDone(object, resource) {
            if !request.isDryRun { store.remove(live) }
            return Result(status: 200, text: success(live))
        }
        guard !isLeaving, !request.isDryRun else { return Result(status: 200, object: live) }
        object["metadata"]?["deletionTimestamp"] = .string(context.time)
        object["metadata"]?["deletionGracePeriodSeconds"] = 0
        if resource == .namespaces { object["status"] = ["phase": "Terminating"] }
        return Result(status: 200, object: store.keep(object, resource, replacing: live))
    }

    private func checkPreconditions(_ options: JSON, _ live: StoredObject) throws {
        let conditions = options["preconditions"]
        if let uid = conditions?["uid"]?.string, uid != live.uid {
            throw APIStatus.precondition(
                resource,
                request.name,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(live.uid)). "
                    + "The object might have been deleted and then recreated"
            )
        }
        if let version = conditions?["resourceVersion"]?.string, version != String(live.version) {
            throw APIStatus.precondition(
                resource,
                request.name,
                "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record "
                    + "(\(live.version)). The object might have been modified"
            )
        }
    }

    private func success(_ object: StoredObject) -> JSON {
        var details: JSON = ["name": .string(object.name), "kind": .string(resource.name), "uid": .string(object.uid)]
        if !resource.group.isEmpty { details["group"] = .string(resource.group) }
        return ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details]
    }
}
