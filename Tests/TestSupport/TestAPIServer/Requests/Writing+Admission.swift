extension Writing {
    /// Refuses a new object in a namespace that is not there or is going.
    func admitNew(_ name: String) throws {
        guard resource.isNamespaced else { return }
        guard let namespace = store.object(.namespaces, namespace: "", name: request.namespace) else {
            throw APIStatus.notFound(.namespaces, request.namespace)
        }
        guard namespace.isTerminating else { return }
        var status = APIStatus.forbidden(
            resource,
            name,
            "unable to create new content in namespace \(request.namespace) because it is being terminated"
        )
        status.causes = [
            APIStatus.Cause(
                reason: "NamespaceTerminating",
                message: "namespace \(request.namespace) is being terminated",
                field: "metadata.namespace"
            )
        ]
        throw status
    }

    /// Refuses a new Secret beyond the quota.
    func admitCount(_ name: String) throws {
        guard resource == .secrets, let quota = context.quotas[request.namespace] else { return }
        let prefix = request.namespace + "/"
        let objects = store[.secrets].objects
        let first = Collection.index(of: prefix, in: objects)
        let used = objects[first...].prefix { $0.key.hasPrefix(prefix) }.count
        guard used >= quota.limit else { return }
        throw APIStatus.forbidden(
            resource,
            name,
            "exceeded quota: \(quota.name), requested: secrets=1, used: secrets=\(used), limited: secrets=\(quota.limit)"
        )
    }

    /// Refuses an update or apply that would create, by somebody who may only change.
    ///
    /// The real server says no more here than that it is forbidden: RBAC gives no reason, and the verb is not named.
    func mayCreate(_ name: String) throws {
        let isAllowed = context.access.allows(
            context.user,
            verb: "create",
            resource,
            namespace: request.namespace,
            name: name
        )
        if !isAllowed { throw APIStatus.forbidden(resource, name, "") }
    }
}

/// What must be gone from an object before it can go.
enum Finalizers {
    static func isDone(_ object: JSON, _ resource: APIResource) -> Bool {
        (object["metadata"]?["finalizers"]?.array ?? []).isEmpty
            && (resource != .namespaces || (object["spec"]?["finalizers"]?.array ?? []).isEmpty)
    }
}
