internal import EventLoop
internal import Kubernetes
internal import Logging

extension PolicyKeeper {
    func watch(_ part: PolicyPart) async {
        switch part {
        case .policy, .binding: await watch(part, SpecObject.self) { PolicyTrack.Seen($0) }
        case .registration: await watch(part, WebhookConfigurationObject.self) { PolicyTrack.Seen($0) }
        }
    }

    private func watch<Object: KubernetesObject>(
        _ part: PolicyPart,
        _ type: Object.Type,
        _ seen: @escaping @Sendable (Object) -> PolicyTrack.Seen
    ) async {
        let target = WatchTarget.object(at: part.path(name: options.name))
        await Reflector<Object>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all): see(part, all.first.map(seen), isComplete: true)
            case .applied(let object): see(part, seen(object))
            case .deleted(let object): lose(part, object.metadata)
            }
        } report: { [self] state in
            let subject = "the watch of \(place(part))"
            switch state {
            case .watching:
                if reported.removeValue(forKey: subject) != nil { logger.notice("\(subject) works again") }
            case .failing(let error):
                if error.isNotFound { isNotServed(part) } else { report(subject, "\(subject) does not work: \(error)") }
            }
        }
    }

    /// Takes in what a watch, a read or a write shows.
    func see(_ part: PolicyPart, _ object: PolicyTrack.Seen?, isComplete: Bool = false) {
        let before = tracks[part]?.seen?.metadata.uid
        tracks[part, default: PolicyTrack()].see(object, at: steady, isComplete: isComplete)
        let after = tracks[part]?.seen?.metadata.uid
        // Made anew or gone: perhaps with its owner.
        if let before, before != after { forgetOwner() }
        reported["the cluster"] = nil
        if after != before || object == nil { reported["the owner of \(place(part))"] = nil }
        tellAbsence(of: part)
        signal.fire()
    }

    /// Reports a registration that is not there, or holds nothing to write to; policy and binding are made instead.
    private func tellAbsence(of part: PolicyPart) {
        guard part == .registration, tracks[part]?.seen?.webhooks.isEmpty ?? true else {
            reported["the registration"] = nil
            return
        }
        report(
            "the registration",
            "there is no \(place(part)) with a webhook, so that it gets no matchConditions; create it, or correct --webhook-name"
        )
    }

    private func lose(_ part: PolicyPart, _ metadata: ObjectMetadata) {
        guard tracks[part, default: PolicyTrack()].lose(metadata, at: steady) else { return }
        if part.isMade { logger.warning("\(place(part)) is gone") } else { tellAbsence(of: part) }
        forgetOwner()
        signal.fire()
    }

    /// The API server answers 404 for the collection.
    func isNotServed(_ part: PolicyPart) {
        tracks[part, default: PolicyTrack()].isNotServed()
        report(
            "the cluster",
            "this cluster does not serve \(PolicyPart.policy.kind) in \(PolicyPart.apiVersion), so that no Pod is injected: Kubernetes 1.36 and later "
                + "do; upgrade it, or write injection.engine: webhook"
        )
        signal.fire()
    }
}
