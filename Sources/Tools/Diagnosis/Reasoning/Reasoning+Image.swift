internal import Causes
internal import Images

extension Reasoning {
    /// What keeps a Pod from one image, or would.
    func ofImage(_ view: ImageView) -> [Cause] {
        if let fault = view.fault { return [cause(.nameInvalid, view, [.detail: fault])] }
        if view.failure?.kind == .unreadableSecret { return unnamed(view) }
        var causes = decisive(view)
        let isDecided = !causes.isEmpty
        causes += deduced(view, isDecided: isDecided)
        causes += notes(view)
        // What runs is not kept from its image: it will be, where it has to be pulled again.
        guard view.failure == nil else { return causes }
        let isKept = NodeWords.holder(facts, view) != nil
        guard view.fact.hasStarted || isKept else { return causes }
        // Only what pulls at each start will be.
        let isPulled = view.policy == .always && !view.registries.isEmpty
        return causes.map { $0.weighing(at: isPulled || isKept ? .risk : .note) }
    }

    /// A Secret that cannot be decoded, and was not among those that could be looked at.
    private func unnamed(_ view: ImageView) -> [Cause] {
        guard unreadableSecrets.isEmpty, let failure = view.failure else { return [] }
        let unseen = secrets.filter { $0.content == .unread || $0.content == .hidden }.map(\.name)
        let name = unseen.count == 1 ? unseen[0] : "one of the Pod's Secrets"
        return [cause(.unreadable, view, [.secret: name, .detail: failure.text])]
    }

    /// What the kubelet says so clearly that no credential has a part in it.
    private func decisive(_ view: ImageView) -> [Cause] {
        guard let failure = view.failure else { return [] }
        let kind: Cause.Kind
        switch failure.kind {
        case .name: kind = .nameInvalid
        case .absent: kind = .neverPulled
        case .network: kind = .registrySilent
        case .certificate: kind = .registryUntrusted
        case .platform: kind = .platform
        case .policy: kind = .policyOfRuntime
        case .disk: kind = .diskFull
        case .quota, .unreadableSecret, .authentication, .denied, .throttled, .notFound, .other: return []
        }
        var values: [Cause.Slot: String] = [.detail: failure.text]
        if kind == .diskFull { values[.value] = facts.pod.node }
        return [cause(kind, view, values)]
    }

    /// What follows for the credentials.
    private func deduced(_ view: ImageView, isDecided: Bool) -> [Cause] {
        // Where the name, the network or the disk is at fault nothing was learned of a credential.
        let isFailing = view.failure != nil && !isDecided
        let ours = ofOurs(view)
        var causes = ours.known
        causes += ofHiding(view)
        causes += ofTheirSecrets(view)
        causes += ofAnswers(view)
        if ours.isDeliberate { causes += ours.lacking } else { causes.insert(contentsOf: ours.lacking, at: 0) }
        causes += ofNode(view)
        // What somebody wanted so does not say why the credentials that the Pod has in its place are refused.
        let deliberate = ours.isDeliberate ? ours.lacking.map(\.kind) : []
        guard isFailing, !causes.contains(where: { $0.weight == .fault && !deliberate.contains($0.kind) }) else {
            return isFailing ? causes : causes + withoutRule(view, isFailing: false)
        }
        // What the kubelet has of a file is not what stands there now.
        let isOfFile = view.tries.allSatisfy { $0.isEmpty || $0.holder == .nodeFile }
        if isOfFile, causes.contains(where: { $0.kind == .nodeFileStale || $0.kind == .nodeFileLate }) { return causes }
        let found = inferred(view)
        // The configuration may have what the Pod lacks: whether it is for the namespace is to be seen first.
        let isUnseen = causes.contains { $0.kind == .namespaceUnseen }
        return
            (found.isEmpty && !isUnseen
            ? [cause(.noSecrets, view, proof: ["the kubelet says: \(view.failure?.text ?? "")"])] : found) + causes
    }

    /// What follows from the kubelet's words alone, where nothing else is known to be wrong.
    private func inferred(_ view: ImageView) -> [Cause] {
        guard let failure = view.failure else { return [] }
        let said = ["the kubelet says: \(failure.text)"] + [failure.hides].compactMap(\.self)
        let tried = view.tries.filter { !$0.isEmpty }
        // How much the node may pull nobody else can find out.
        let isGiven = failure.kind != .throttled && view.answers.contains { $0.word == .given }
        if isGiven || isCredentialNewer(failure, tried) {
            return [cause(.backOff, view, proof: said)]
        }
        switch failure.kind {
        case .throttled: return [cause(.throttled, view, [.detail: failure.text], proof: said)]
        case .notFound:
            let secret = tried.first.map(name) ?? "none"
            return [cause(.imageMissing, view, [.secret: secret, .detail: failure.text], proof: said)]
                + (tried.isEmpty ? withoutRule(view, isFailing: true).map { $0.weighing(at: .risk) } : [])
        case .authentication, .denied: break
        default: return [cause(.otherFailure, view, [.detail: failure.text], proof: said)]
        }
        if tried.isEmpty {
            let unseen = secrets.filter { $0.content == .unread || $0.content == .hidden }
            guard unseen.isEmpty else {
                let names = unseen.map { Cause.cleaned($0.name) }.joined(separator: ", ")
                return [cause(.needsCredential, view, [.detail: "\(names) could not be read"], proof: said)]
            }
            let ofPlugins = unseenPlugins(view)
            return (ofPlugins.isEmpty ? withoutRule(view, isFailing: true) : ofPlugins).map { found in
                var found = found
                found.proof += said
                return found
            }
        }
        let isOneKind = failure.kinds.filter { $0 == .authentication || $0 == .denied }.count == 1
        guard tried.count == 1 || isOneKind else {
            let names = tried.map { Cause.cleaned(name($0)) }.joined(separator: ", ")
            return [cause(.credentialsDoubtful, view, [.detail: names], proof: said)]
        }
        return tried.map { refused($0, view, isLogin: failure.kind == .authentication, proof: said) }
    }

    /// Whether the kubelet's last try was made without a credential, and there is one by now.
    private func isCredentialNewer(_ failure: PullFailure, _ tried: [KeyTry]) -> Bool {
        failure.triedAnonymously && !tried.isEmpty && failure.isBackOff
    }

    /// No credential, and no rule that would bring one.
    private func withoutRule(_ view: ImageView, isFailing: Bool) -> [Cause] {
        guard view.registries.allSatisfy({ $0.pattern == nil }), view.tries.allSatisfy(\.isEmpty) else { return [] }
        // What is not for the namespace has been said.
        guard !view.misses.contains(where: { $0.code == "namespace" }) else { return [] }
        var found: Cause
        if let miss = view.misses.first {
            found = cause(
                .ruleMisses,
                view,
                [.registry: miss.registry, .key: miss.pattern, .detail: miss.message, .value: view.host]
            )
            if case .path = miss.reason { found.values[.value] = view.shown }
            if !isFailing { found.weight = miss.isSlip || ["port", "case"].contains(miss.code) ? .risk : .note }
            if isFailing, !miss.isSlip, miss.code == "host" { found = cause(.noRule, view) }
        } else {
            found = cause(facts.configuration == nil ? .noSecrets : .noRule, view)
            if !isFailing { found.weight = .note }
        }
        return [found]
    }
}
