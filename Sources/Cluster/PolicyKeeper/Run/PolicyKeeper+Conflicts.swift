internal import Controllers
internal import Kubernetes
internal import Metrics

extension PolicyKeeper {
    /// Tells who keeps our names from being used, in an Event on the object.
    func reportConflicts() {
        var foreign = 0
        for part in options.parts where status(of: part) == .foreign {
            foreign = 1
            let message =
                "\(description(of: part)) is not Pullpass' (\(options.ownership.owner)) and is left alone, so that no Pod is injected. Delete it, or "
                + "give injection.policy another name."
            failures.report("the owner of \(description(of: part))", message, logFields(of: part))
            guard term.isLeader, let uid = objects[part]?.object?.metadata.uid, reportedConflicts.insert(uid).inserted
            else { continue }
            let object = ObjectReference(
                apiVersion: PolicyPart.apiVersion,
                kind: part.kind,
                name: options.name,
                uid: uid
            )
            events.add(EventManifest(regarding: object, kind: .warning, reason: "ForeignPolicy", message: message))
        }
        metrics.foreign.set(Int64(foreign))
    }
}
