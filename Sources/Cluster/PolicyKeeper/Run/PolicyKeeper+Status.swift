internal import Kubernetes
internal import Logging
internal import Metrics

extension PolicyKeeper {
    /// What the plan needs to know of an object.
    func sight(of part: PolicyPart) -> PolicySituation.Sight {
        guard let track = tracks[part] else { return .unknown }
        if track.isUnserved { return .unserved }
        guard track.isKnown else { return .unknown }
        guard let seen = track.seen else {
            return .absent(since: track.absentSince, wasThere: track.wasThere)
        }
        guard part.isMade else {
            guard seen.webhooks.isEmpty else { return .ours(isRight: isRight(part, seen)) }
            return .absent(since: track.absentSince, wasThere: true)
        }
        guard seen.metadata.annotations[Self.ownerMark] == options.owner else { return .foreign }
        return seen.metadata.isTerminating ? .terminating : .ours(isRight: isRight(part, seen))
    }

    private func isRight(_ part: PolicyPart, _ seen: PolicyTrack.Seen) -> Bool {
        guard let wanted = content.values[part] else { return true }
        guard part.isMade else {
            guard case .array(let conditions) = seen.value else { return false }
            return conditions.allSatisfy { $0 == wanted }
        }
        return seen.value.agrees(with: wanted) && labelChanges(seen.metadata).isEmpty && hasOwner(seen.metadata)
    }

    /// The labels of ours that an object lacks.
    func labelChanges(_ metadata: ObjectMetadata) -> [String: String] {
        Self.labels.filter { metadata.labels[$0.key] != $0.value }
    }

    /// Whether an object goes with its owner, as far as that is known.
    func hasOwner(_ metadata: ObjectMetadata) -> Bool {
        guard case .known(let uid) = owner else { return true }
        return metadata.ownerReferences.contains { $0.uid == uid }
    }

    /// Tells who keeps our names from being used, in an Event on the object.
    func blame() async {
        var foreign = 0
        for part in content.parts where sight(of: part) == .foreign {
            foreign = 1
            let message =
                "\(place(part)) is not Pullpass' (\(options.owner)) and is left alone, so that no Pod is injected. Delete it, or "
                + "give injection.policy another name."
            report("the owner of \(place(part))", message)
            guard isLeader, let uid = tracks[part]?.seen?.metadata.uid, blamed.insert(uid).inserted else { continue }
            let object = ObjectReference(
                apiVersion: PolicyPart.apiVersion,
                kind: part.kind,
                name: options.name,
                uid: uid
            )
            await recorder.record(
                EventManifest(regarding: object, kind: .warning, reason: "ForeignPolicy", message: message)
            )
        }
        metrics.foreign.set(Int64(foreign))
    }
}
