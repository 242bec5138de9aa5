internal import Causes
internal import Configuration
internal import Images
internal import Injection
internal import Text

extension Reasoning {
    /// What is wrong with the Secrets that the configuration has for an image.
    struct Ours {
        /// With those that the Pod names.
        var known: [Cause] = []
        /// Why it does not name those that it should.
        var lacking: [Cause] = []
        /// Whether somebody wanted it so, and the Pod has other credentials.
        var isDeliberate = false
    }

    func ofOurs(_ view: ImageView) -> Ours {
        var ours = Ours()
        for match in view.registries {
            if facts.pod.secrets.contains(match.secret) {
                ours.known += ofCopy(match, view)
            } else {
                let found = whyLacking(match, view)
                // What is for every Pod may not be meant for this image.
                ours.lacking += match.pattern == nil ? found.map { $0.weighing(at: .risk) } : found
            }
        }
        if view.registries.isEmpty { ours.lacking += view.misses.compactMap { ofRegistry($0, view) } }
        let hasOthers = view.tries.contains { !$0.isEmpty && !($0.secret.map(rules.isOurs) ?? false) }
        let wanted: [Cause.Kind] = [.podOptsOut, .namespaceUnlabelled, .namespaceExcluded, .ruleNotHere, .ruleLabels]
        ours.isDeliberate = hasOthers && ours.lacking.allSatisfy { wanted.contains($0.kind) }
        if ours.isDeliberate, view.failure == nil { ours.lacking = ours.lacking.map { $0.weighing(at: .note) } }
        return ours
    }

    /// A registry that is for the image, and not for the namespace.
    private func ofRegistry(_ miss: Miss, _ view: ImageView) -> Cause? {
        guard miss.code == "namespace", let registry = rules.registry(miss.registry) else { return nil }
        if let label = rules.lackingLabel(of: registry),
            NamespaceNames(registry.namespaces.names).contains(facts.namespace.name)
        {
            return cause(.ruleLabels, view, [.registry: registry.name, .label: label])
        }
        return cause(.ruleNotHere, view, [.registry: registry.name, .detail: miss.message])
    }

    /// Why the Pod does not name a Secret that the configuration has for an image; none where one made now would.
    func whyLacking(_ match: ImageView.Match, _ view: ImageView) -> [Cause] {
        let pod = facts.pod
        if pod.isMirror { return [cause(.staticPod, view)] }
        if view.fact.isEphemeral { return [cause(.ephemeralWithout, view, [.secret: match.secret])] }
        if let label = pod.optOut { return [cause(.podOptsOut, view, [.label: label])] }
        if let account = facts.account, account.secrets.contains(match.secret), pod.created != nil {
            let kind: Cause.Kind = pod.secrets.isEmpty ? .accountLater : .accountIgnored
            return [cause(kind, view, [.secret: match.secret])]
        }
        if let unselected = namespaceUnselected {
            return [cause(unselected.kind, view, unselected.values, proof: unselected.proof)]
        }
        if let unseen = namespaceUnseen(match, view) { return [unseen] }
        if facts.configuration?.injection.engine == .nothing || facts.installation?.isCronJob == true {
            // Where the account could not be read nothing is known of it.
            return facts.account == nil ? [] : [cause(.accountWithout, view, [.secret: match.secret])]
        }
        let webhook = ofWebhook(forPod: true)
        if !webhook.isEmpty { return webhook.map { cause($0.kind, view, $0.values, proof: $0.proof) } }
        guard pod.created != nil else { return [] }
        return [
            cause(.madeBefore, view, [.secret: match.secret, .registry: match.registry, .detail: whyBefore(match)])
        ]
    }

    /// That nobody knows whether a registry's Secret is for the namespace; nil where it is known.
    ///
    /// What can be wrong with the webhook, and what a Pod that is made anew would have, follow only where it is.
    func namespaceUnseen(_ match: ImageView.Match, _ view: ImageView) -> Cause? {
        var isSelected = rules.isSelected
        switch facts.webhook?.dryRun {
        case .given(let secrets) where secrets.contains(match.secret): return nil
        // Whom it tries to call it has selected.
        case .callFailed: isSelected = isSelected ?? true
        case .given, .nothing, .refused, nil: break
        }
        guard isSelected == nil || rules.registry(match.registry).map(rules.isFor) == .some(nil) else { return nil }
        let found = cause(.namespaceUnseen, view, [.secret: match.secret, .registry: match.registry])
        return view.failure == nil ? found.weighing(at: .note) : found
    }

    /// Why the namespace is not looked at; nil where it is, or may be.
    var namespaceUnselected: Cause? {
        guard let scope = rules.scope, rules.isSelected == false else { return nil }
        let namespace = facts.namespace
        guard !scope.excludes(namespace.name) else { return cause(.namespaceExcluded) }
        let slips = InjectSlip.onNamespace(labels: namespace.labels ?? [:], annotations: namespace.annotations) {
            scope.contains(LabelledNamespace(namespace.name, labels: $0))
        }
        guard let slip = slips.first else {
            return cause(.namespaceUnlabelled, [.label: rules.label ?? "the labels of namespaceSelector"])
        }
        let place = slip.isAnnotation ? "as an annotation, which is not looked at" : "as a label"
        return cause(
            .labelMisspelt,
            [.label: slip.correction, .value: slip.spelling],
            proof: ["it stands there \(place)"]
        )
    }

    /// What may have been otherwise when the Pod was made.
    private func whyBefore(_ match: ImageView.Match) -> String {
        let created = facts.pod.created ?? facts.now
        if let labelled = facts.namespace.labelled, labelled > created {
            return "the namespace was labelled at \(labelled.whole), and the Pod made at \(created.whole)"
        }
        if let registered = facts.webhook?.created, registered > created {
            return "the webhook was registered at \(registered.whole), and the Pod made at \(created.whole)"
        }
        if case .given(let secrets) = facts.webhook?.dryRun, secrets.contains(match.secret) {
            return "a Pod like it, made just now and not kept, is given it"
        }
        return "label, rule or image were others then, or the webhook could not be called"
    }
}

extension Cause {
    /// The same, weighing no more than this.
    func weighing(at most: Kind.Weight) -> Cause {
        var cause = self
        cause.weight = min(weight, most)
        return cause
    }
}
