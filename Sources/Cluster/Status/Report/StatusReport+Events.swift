internal import Text

extension StatusReport {
    /// Says why Secrets are missing that seem to be about to be written, where an Event in their namespace tells: only the leader knows what the
    /// API server said to its last write, and this is where it has told.
    ///
    /// - Parameter told: Events about Secrets, the newest first.
    package mutating func explainLacks(by told: [ToldEvent]) {
        var reasons: [String: MissingReason] = [:]
        for event in told where event.isWarning && reasons[event.object] == nil {
            reasons[event.object] = MissingReason(event: event.reason)
        }
        guard !reasons.isEmpty else { return }
        for row in namespaces.indices {
            for place in namespaces[row].lacks.indices {
                let lack = namespaces[row].lacks[place]
                guard lack.reason == .waiting,
                    let reason = reasons["Secret \(namespaces[row].name)/\(lack.secretName)"]
                else { continue }
                namespaces[row].lacks[place].reason = reason
                if let registry = registries.firstIndex(where: { $0.name == lack.registry }) {
                    registries[registry].copies?.move(from: .waiting, to: reason)
                } else {
                    anonymousTry?.move(from: .waiting, to: reason)
                }
            }
        }
    }

    /// The same without what changes by itself as time goes by: two that are equal then tell the same.
    package var gist: StatusReport {
        var gist = self
        gist.madeAt = .distantPast
        gist.leader.renewedAt = nil
        gist.webhook.lastCalled = nil
        gist.webhook.answered = nil
        return gist
    }
}

extension CopyNumbers {
    /// Counts a namespace under another reason.
    fileprivate mutating func move(from before: MissingReason, to after: MissingReason) {
        guard let source = missing.firstIndex(where: { $0.reason == before }) else { return }
        missing[source].count -= 1
        if let target = missing.firstIndex(where: { $0.reason == after }) {
            missing[target].count += 1
        } else {
            missing.append(MissingCount(after, 1))
        }
        missing.removeAll { $0.count == 0 }
        missing.sort { $0.reason.rawValue < $1.reason.rawValue }
    }
}
