internal import Causes
internal import Configuration
internal import Text

extension Reasoning {
    /// What is wrong with Pullpass itself.
    var ofInstallation: [Cause] {
        var causes = ofWebhook(forPod: false)
        if let noLeader { causes.append(noLeader) }
        if let problem = facts.installation?.configurationProblem {
            causes.append(cause(.configurationRefused, [.detail: problem]))
        }
        return causes + facts.masters.compactMap(ofMaster)
    }

    /// Nobody leads.
    var noLeader: Cause? {
        guard let installation = facts.installation else { return nil }
        let place = "Lease \(installation.lease) in namespace \(installation.namespace)"
        let words: String
        if installation.lacksLease {
            words = "there is no \(place)"
        } else if let ends = installation.leaseEnds, ends < facts.now {
            words = "the term of \(place) ended at \(ends.whole)"
        } else {
            return nil
        }
        if installation.replicasWanted == 0 { return cause(.webhookScaledDown) }
        return cause(.noLeader, [.detail: words])
    }

    /// Why the API server does not have the webhook's word on a Pod: the first thing in the way first.
    ///
    /// `forPod` takes in what depends on the Pod and on its namespace.
    func ofWebhook(forPod: Bool) -> [Cause] {
        let engine = facts.configuration?.injection.engine
        guard let webhook = facts.webhook, engine != .nothing else { return [] }
        var values: [Cause.Slot: String] = [.registration: webhook.name]
        values[.release] = facts.installation?.release
        values[.value] = webhook.service
        let isPolicy = engine == .policy
        func found(_ kind: Cause.Kind, _ detail: String? = nil) -> [Cause] {
            values[.detail] = detail
            return [cause(kind, values)]
        }
        guard webhook.exists else { return found(isPolicy ? .policyMissing : .webhookMissing) }
        guard !isPolicy else { return forPod ? ofDryRun(webhook, values, isPolicy: true) : [] }
        if facts.installation?.replicasWanted == 0 { return found(.webhookScaledDown) }
        if webhook.serviceExists == false { return found(.webhookNoService) }
        if webhook.ready == 0 { return found(.webhookDown) }
        if let port = webhook.port, let ports = webhook.servicePorts, !ports.contains(port) {
            return found(
                .webhookWrongPort,
                "it calls \(port), and the Service has \(ports.prefix(8).map(String.init).joined(separator: ", "))"
            )
        }
        if let ends = webhook.certificateEnds, ends <= facts.now {
            values[.time] = ends.whole
            return found(.certificateEnded)
        }
        switch webhook.authority {
        case .missing: return found(.webhookEmptyCA)
        case .wrong(let reason): return found(.webhookWrongCA, reason)
        case .fits, nil: break
        }
        guard forPod else { return [] }
        if let selector = webhook.namespaceSelector, let labels = facts.namespace.labels, !selector.matches(labels) {
            return found(
                .webhookNotSelecting,
                "its namespaceSelector does not take namespace \(Cause.cleaned(facts.namespace.name))"
            )
        }
        if webhook.selectsPod == false {
            return found(.webhookNotSelecting, "its objectSelector does not take the Pod's labels")
        }
        return ofDryRun(webhook, values, isPolicy: false)
    }

    private func ofDryRun(_ webhook: Facts.Webhook, _ values: [Cause.Slot: String], isPolicy: Bool) -> [Cause] {
        var values = values
        switch webhook.dryRun {
        case .nothing(let wasCalled):
            values[.detail] = "a Pod that was sent and not kept came back as it was"
            values[.value] = webhook.port.map(String.init) ?? "of the webhook"
            if isPolicy { return [cause(.policyMissing, values)] }
            return [cause(wasCalled == true ? .webhookOtherConfiguration : .webhookNotCalled, values)]
        case .callFailed(let words):
            values[.detail] = words
            values[.value] = webhook.port.map(String.init) ?? "of the webhook"
            return [cause(webhook.fails ? .webhookRefuses : .webhookNotCalled, values)]
        case .given, .refused, nil: return []
        }
    }
}
