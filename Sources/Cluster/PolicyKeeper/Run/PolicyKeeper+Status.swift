internal import Controllers
internal import Kubernetes
internal import Names
internal import Text

extension PolicyKeeper {
    /// What the plan needs to know of an object.
    func status(of part: PolicyPart) -> PolicySituation.Status {
        guard let observed = objects[part] else { return .unknown }
        if observed.isUnserved { return .unserved }
        guard observed.isKnown else { return .unknown }
        guard let object = observed.object else {
            return .absent(since: observed.absentSince, wasThere: observed.wasThere)
        }
        guard part.isMade else {
            guard object.webhooks.isEmpty else { return .ours(isRight: isRight(part, object)) }
            return .absent(since: observed.absentSince, wasThere: true)
        }
        guard options.ownership.isOurs(object.metadata) else { return .foreign }
        return object.metadata.isTerminating ? .terminating : .ours(isRight: isRight(part, object))
    }

    private func isRight(_ part: PolicyPart, _ object: PolicyObject) -> Bool {
        guard let wanted = content.values[part] else { return true }
        guard part.isMade else {
            guard case .array(let conditions) = object.value else { return false }
            return conditions.allSatisfy { $0 == wanted }
        }
        return object.value.agrees(with: wanted) && labelChanges(object.metadata).isEmpty && hasOwner(object.metadata)
    }

    /// The labels of ours that an object lacks.
    func labelChanges(_ metadata: ObjectMetadata) -> [String: String] {
        ClusterNames.labels.filter { metadata.labels[$0.key] != $0.value }
    }

    /// Whether an object goes with its owner, as far as that is known.
    func hasOwner(_ metadata: ObjectMetadata) -> Bool {
        guard case .known(let uid) = owner else { return true }
        return metadata.ownerReferences.contains { $0.uid == uid }
    }
}
