internal import Causes
internal import Text

extension Reasoning {
    /// Why there is no Pod at all.
    var ofCreation: [Cause] {
        guard facts.pod.created == nil else { return [] }
        for event in facts.pod.events where event.reason == "FailedCreate" {
            if PullFailure(eventReason: event.reason, message: event.message) != nil {
                return [cause(.quotaOfPods, [.detail: event.message])]
            }
            guard event.message.contains("failed calling webhook") else { continue }
            guard let webhook = facts.webhook, isCall(of: webhook, event.message) else {
                return [cause(.webhookOfOthers, [.detail: event.message])]
            }
            return [cause(.webhookRefuses, [.registration: webhook.name, .detail: event.message])]
        }
        // What was refused yesterday may be let in today.
        let recent = facts.now - .seconds(1800)
        let refused = facts.pod.events.first { $0.reason == "FailedCreate" && $0.time.map { $0 > recent } ?? true }
        return refused.map { [cause(.podRefused, [.detail: $0.message])] } ?? []
    }

    /// Whether the API server's words are about our registration: by the Service that it calls, or else by the name of the webhook, which is the
    /// registration's to choose, and ends in our domain unless somebody renamed it.
    private func isCall(of webhook: Facts.Webhook, _ message: String) -> Bool {
        guard message.contains(".svc"), let service = webhook.service, let home = facts.installation?.namespace else {
            return webhook.fails || message.contains(webhook.name)
        }
        return message.contains("//\(service).\(home).svc")
    }

    /// The Secrets that stop every pull, the first of the list first.
    var unreadableSecrets: [Cause] {
        secrets.compactMap { secret in
            guard case .broken(let reason) = secret.content else { return nil }
            var found = cause(.unreadable, [.secret: secret.name, .detail: reason])
            if let failure = images.lazy.compactMap(\.failure).first(where: { $0.kind == .unreadableSecret }) {
                found.proof.append("the kubelet says: \(failure.text)")
            } else if images.allSatisfy(\.fact.hasStarted), !images.isEmpty {
                found.weight = .risk
            }
            return found
        }
    }

    /// What is to be known of where the Pod is.
    var ofPlace: [Cause] {
        var causes: [Cause] = []
        if facts.installation == nil, facts.configuration == nil,
            images.contains(where: { $0.failure?.mayBeCredential ?? false })
        {
            causes.append(cause(.notInstalled).weighing(at: .note))
        }
        if let words = facts.pod.unscheduled {
            causes.append(cause(.notPulling, [.detail: "it waits for a node: \(Cause.cleaned(words))"]))
        }
        return causes
    }
}
