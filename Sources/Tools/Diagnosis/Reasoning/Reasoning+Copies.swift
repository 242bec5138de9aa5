internal import Causes
internal import Configuration
internal import Text

extension Reasoning {
    /// What is wrong with a Secret of ours that the Pod names, and with what it is a copy of.
    func ofCopy(_ match: ImageView.Match, _ view: ImageView) -> [Cause] {
        guard let secret = facts.secrets.first(where: { $0.name == match.secret }) else { return [] }
        let values: [Cause.Slot: String] = [.secret: match.secret, .registry: match.registry]
        let master = facts.masters.first { $0.registry == match.registry }
        switch secret.content {
        case .unread, .hidden: return ofMaster(match, view, master)
        case .broken: return []
        case .absent: return [whyAbsent(match, view, values, master)]
        case .passedOver, .notForPulls, .keys:
            guard secret.isOurs else {
                let serves = view.tries.contains { $0.secret == match.secret && !$0.isEmpty }
                let found = cause(.copyForeign, view, values)
                return [view.failure == nil && serves ? found.weighing(at: .risk) : found]
            }
            let ofMaster = ofMaster(match, view, master)
            if match.pattern != nil, master?.hasCredential == true,
                tries(for: view, only: match.secret).allSatisfy(\.isEmpty)
            {
                return [told(of: match.secret, view, values) ?? cause(.copyChanged, view, values)] + ofMaster
            }
            guard ofMaster.allSatisfy({ $0.weight < .fault }), isStale(secret, master) else { return ofMaster }
            return [whyStale(view, values, secret)] + ofMaster
        }
    }

    /// Why a copy is not there.
    private func whyAbsent(
        _ match: ImageView.Match,
        _ view: ImageView,
        _ values: [Cause.Slot: String],
        _ master: Facts.Master?
    ) -> Cause {
        let name = values[.secret] ?? ""
        if facts.namespace.isTerminating {
            return cause(.copyRefused, view, values.adding(.detail, "the namespace is being deleted"))
        }
        if let unselected = namespaceUnselected {
            // Its Pods name the Secret, which went with the label; they need not be made again.
            return cause(
                unselected.kind,
                view,
                unselected.values,
                proof: unselected.proof + ["Secret \(Cause.cleaned(name)) went with it"]
            )
        }
        if let master, !master.hasCredential {
            let detail = master.lastError ?? "none was fetched yet"
            return cause(.copyNoCredential, view, values.adding(.detail, detail))
        }
        return told(of: name, view, values) ?? unled(view) ?? namespaceUnseen(match, view)
            ?? cause(.copyWaiting, view, values)
    }

    /// Whether a copy is older than its master, and should not be.
    private func isStale(_ secret: Facts.Secret, _ master: Facts.Master?) -> Bool {
        guard let revision = secret.revision, let master, let wanted = master.revision, revision != wanted else {
            return false
        }
        // Nobody writes over that one.
        if secret.isImmutable { return true }
        // A rotation goes through all namespaces.
        return master.fetched.map { $0 + .seconds(120) < facts.now } ?? true
    }

    private func whyStale(_ view: ImageView, _ values: [Cause.Slot: String], _ secret: Facts.Secret) -> Cause {
        if secret.isImmutable { return cause(.copyImmutable, view, values) }
        return told(of: secret.name, view, values) ?? unled(view) ?? cause(.copyStale, view, values)
    }

    /// What the leader said of a Secret in the namespace.
    private func told(of secret: String, _ view: ImageView, _ values: [Cause.Slot: String]) -> Cause? {
        let events = facts.namespace.events.lazy.filter { $0.isOurs && $0.kind == "Secret" && $0.name == secret }
        guard let event = events.first(where: { OurEvent($0.reason)?.kind != nil }),
            let kind = OurEvent(event.reason)?.kind
        else { return nil }
        var values = values
        values[.detail] = event.message
        if kind == .copyForbidden { values[.account] = facts.installation?.account }
        return cause(kind, view, values, proof: ["Event \(event.reason): \(Cause.cleaned(event.message))"])
    }

    /// Nobody leads, so that nothing is written.
    private func unled(_ view: ImageView) -> Cause? {
        noLeader.map { cause($0.kind, view, $0.values) }
    }

    /// What is wrong with a registry's credential, told of the Pod that needs it.
    private func ofMaster(_ match: ImageView.Match, _ view: ImageView, _ master: Facts.Master?) -> [Cause] {
        guard let master, let found = ofMaster(master) else { return [] }
        return [cause(found.kind, view, found.values.adding(.secret, match.secret))]
    }

    /// What is wrong with a registry's credential.
    func ofMaster(_ master: Facts.Master) -> Cause? {
        // One that is left of a registry that was dropped is kept fresh for nobody.
        guard facts.configuration == nil || rules.registry(master.registry) != nil else { return nil }
        var values: [Cause.Slot: String] = [.registry: master.registry]
        values[.secret] = rules.registry(master.registry)?.secretName
        values[.detail] = master.lastError ?? "nothing is said of why"
        guard master.hasCredential else { return cause(.credentialMissing, values) }
        if let ends = master.ends {
            values[.time] = ends.whole
            if ends <= facts.now { return cause(.credentialEnded, values) }
        }
        guard master.lastError != nil else { return nil }
        return cause(master.ends == nil ? .credentialFailing : .credentialEnding, values)
    }
}
