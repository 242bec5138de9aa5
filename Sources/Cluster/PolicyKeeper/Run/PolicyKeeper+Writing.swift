internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs
internal import Names
internal import Text

extension PolicyKeeper {
    func create(_ part: PolicyPart) async throws(KubernetesError) {
        guard let wanted = content.values[part] else { return }
        let manifest = SpecManifest(
            apiVersion: PolicyPart.apiVersion,
            kind: part.kind,
            metadata: ObjectMetadata(
                name: options.name,
                labels: ClusterNames.labels,
                annotations: options.ownership.annotations,
                ownerReferences: ownerReference.map { [$0] } ?? []
            ),
            spec: wanted
        )
        let made = try await client.create(
            manifest,
            at: part.path(name: options.name),
            fieldManager: ClusterNames.fieldManager,
            priority: .placement
        )
        observe(part, PolicyObject(made), by: .event)
        logger.notice("\(description(of: part)) made", logFields(of: part))
    }

    func repair(_ part: PolicyPart) async throws(KubernetesError) {
        guard let object = objects[part]?.object, let wanted = content.values[part] else { return }
        let path = part.path(name: options.name)
        guard part.isMade else {
            let registration = try await client.setMatchConditions(
                wanted,
                of: object.webhooks,
                judged: object.metadata,
                fieldManager: ClusterNames.fieldManager,
                priority: .placement
            )
            observe(part, PolicyObject(registration), by: .event)
            return logger.notice("matchConditions of \(description(of: part)) set", logFields(of: part))
        }
        var metadata: [String: JSONValue] = [:]
        let labels = labelChanges(object.metadata)
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues { .string($0) }) }
        if let reference = ownerReference, !hasOwner(object.metadata) {
            metadata["ownerReferences"] = .array([reference.json])
        }
        var changes: [String: JSONValue] = ["metadata": .object(metadata)]
        if !object.value.agrees(with: wanted), let change = object.value.mergePatch(to: wanted) {
            changes["spec"] = change
        }
        let changed = try await client.change(
            path,
            judged: object.metadata,
            by: changes,
            fieldManager: ClusterNames.fieldManager,
            priority: .placement
        )
        observe(part, PolicyObject(changed), by: .event)
        logger.notice("rules of \(description(of: part)) set", logFields(of: part))
    }

    private var ownerReference: OwnerReference? {
        guard case .known(let uid) = owner, let name = options.ownerRole else { return nil }
        return OwnerReference(
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            name: name,
            uid: uid,
            controller: false,
            blockOwnerDeletion: false
        )
    }
}

extension OwnerReference {
    /// As it stands in a patch.
    fileprivate var json: JSONValue {
        .object([
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
            "controller": .bool(controller ?? false), "blockOwnerDeletion": .bool(blockOwnerDeletion ?? false),
        ])
    }
}
