internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs

extension PolicyKeeper {
    func watch(_ part: PolicyPart) async {
        switch part {
        case .policy, .binding: await watch(part, SpecObject.self) { PolicyObject($0) }
        case .registration: await watch(part, WebhookConfigurationObject.self) { PolicyObject($0) }
        }
    }

    private func watch<Object: KubernetesObject>(
        _ part: PolicyPart,
        _ type: Object.Type,
        _ kept: @escaping @Sendable (Object) -> PolicyObject
    ) async {
        let target = WatchTarget.object(at: part.path(name: options.name))
        await Reflector<Object>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all, _) where all.first?.metadata.fault != nil: isUnreadable(part)
            case .synced(let all, let version): observe(part, all.first.map(kept), by: .list(version: version))
            case .applied(let object) where object.metadata.fault != nil: isUnreadable(part)
            case .applied(let object): observe(part, kept(object), by: .event)
            case .deleted(let object): observeDeletion(part, object.metadata)
            }
        } report: { [self] state in
            if case .failing(let error) = state, error.isNotFound {
                isNotServed(part)
            } else {
                failures.watch(description(of: part), is: state)
            }
        }
    }

    /// What the watch shows cannot be read; the client's observer tells why.
    private func isUnreadable(_ part: PolicyPart) {
        objects[part, default: ObservedPolicyObject()].isUnreadable()
        rounds.wake()
    }

    /// Takes in what a watch, a read or a write shows.
    func observe(_ part: PolicyPart, _ object: PolicyObject?, by observation: Observation) {
        let before = objects[part]?.object?.metadata.uid
        objects[part, default: ObservedPolicyObject()].observe(object, by: observation, at: rounds.now)
        let after = objects[part]?.object?.metadata.uid
        // Made anew or gone: perhaps with its owner.
        if let before, before != after { forgetOwner() }
        failures.clear("the cluster")
        if after != before || object == nil { failures.clear("the owner of \(description(of: part))") }
        reportAbsence(of: part)
        rounds.wake()
    }

    /// Reports a registration that is not there, or holds nothing to write to; policy and binding are made instead.
    private func reportAbsence(of part: PolicyPart) {
        guard part == .registration, objects[part]?.object?.webhooks.isEmpty ?? true else {
            failures.clear("the registration")
            return
        }
        failures.report(
            "the registration",
            "there is no \(description(of: part)) with a webhook, so that it gets no matchConditions; create it, or correct --webhook-name",
            logFields(of: part)
        )
    }

    private func observeDeletion(_ part: PolicyPart, _ metadata: ObjectMetadata) {
        guard objects[part, default: ObservedPolicyObject()].observeDeletion(metadata, at: rounds.now) else { return }
        if part.isMade {
            logger.warning("\(description(of: part)) is gone", logFields(of: part))
        } else {
            reportAbsence(of: part)
        }
        forgetOwner()
        rounds.wake()
    }

    /// The API server answers 404 for the collection.
    func isNotServed(_ part: PolicyPart) {
        objects[part, default: ObservedPolicyObject()].isNotServed()
        failures.report(
            "the cluster",
            "this cluster does not serve \(PolicyPart.policy.kind) in \(PolicyPart.apiVersion), so that no Pod is injected: Kubernetes 1.36 and later "
                + "do; upgrade it, or write injection.engine: webhook"
        )
        rounds.wake()
    }
}
