internal import Causes
internal import Images
internal import Text

extension Reasoning {
    /// What is wrong with the Secrets that the Pod names and that are not ours.
    ///
    /// Where the image has a credential already, only what is surely a mistake is said, and weighs less.
    func ofTheirSecrets(_ view: ImageView) -> [Cause] {
        let hasCredential = view.tries.contains { !$0.isEmpty }
        let isCovered = view.registries.contains { facts.pod.secrets.contains($0.secret) }
        var causes = secrets.flatMap { secret in rules.isOurs(secret.name) ? [] : ofTheirs(secret, view, hasCredential)
        }
        if !hasCredential, let account = facts.account, facts.pod.created != nil {
            let others = account.secrets.filter { !facts.pod.secrets.contains($0) && !rules.isOurs($0) }
            // The list of an account counts for Pods that are made after it, and have none of their own.
            let isLater = facts.pod.secrets.isEmpty
            let wanted = isLater ? others.first { serves($0, view) } : others.first
            if let wanted { causes.append(cause(isLater ? .accountLater : .accountIgnored, view, [.secret: wanted])) }
        }
        // One that is passed over breaks nothing where the image has what it needs.
        let isLess = view.failure == nil && (hasCredential || isCovered || view.registries.isEmpty)
        return isLess ? causes.map { $0.weighing(at: hasCredential ? .note : .risk) } : causes
    }

    /// Whether a Secret has a credential for an image.
    private func serves(_ name: String, _ view: ImageView) -> Bool {
        guard case .keys(let keys)? = facts.secrets.first(where: { $0.name == name })?.content,
            let repository = view.reference?.repository
        else { return false }
        return PodKeyring([PodKeyring.Source(.secret(name), keys: keys.map { ($0.text, $0.isEmpty) })])
            .tries(for: repository).contains { !$0.isEmpty }
    }

    private func ofTheirs(_ secret: Facts.Secret, _ view: ImageView, _ hasCredential: Bool) -> [Cause] {
        let values: [Cause.Slot: String] = [.secret: secret.name]
        switch secret.content {
        case .absent: return [whyAbsent(secret, view)]
        case .passedOver(let type): return [cause(.wrongType, view, values.adding(.value, type))]
        case .notForPulls(let type): return [cause(.notForPulls, view, values.adding(.value, type))]
        case .unread, .hidden, .broken: return []
        case .keys(let keys):
            guard !hasCredential else { return [] }
            let used = keys.filter { !$0.isEmpty }
            guard !used.isEmpty else {
                let what = keys.isEmpty ? "it has no entry in auths" : "its entries have neither user name nor password"
                return [cause(.empty, view, values.adding(.detail, what))]
            }
            return nearest(used, view).map { [cause($0.kind, view, values.merging($0.values) { $1 })] } ?? []
        }
    }

    private func whyAbsent(_ secret: Facts.Secret, _ view: ImageView) -> Cause {
        let values: [Cause.Slot: String] = [.secret: secret.name]
        let told = facts.pod.events.lazy.filter {
            PullFailure.missingSecrets(eventReason: $0.reason, message: $0.message).contains(secret.name)
        }
        let proof = told.isEmpty ? [] : ["the kubelet's Event FailedToRetrieveImagePullSecret names it"]
        if let other = secret.elsewhere.first {
            return cause(.elsewhere, view, values.adding(.other, other), proof: proof)
        }
        if let near = facts.otherSecrets.first(where: { Self.isSlip($0, of: secret.name) }) {
            return cause(.misspelt, view, values.adding(.other, near), proof: proof)
        }
        return cause(.missing, view, values, proof: proof)
    }

    /// Whether one name may have been written for the other; short ones differ by little where both are meant.
    private static func isSlip(_ other: String, of name: String) -> Bool {
        guard max(other.utf8.count, name.utf8.count) < 128 else { return false }
        return Slips.between(other.utf8, name.utf8) <= (min(other.utf8.count, name.utf8.count) > 8 ? 2 : 1)
    }

    /// The key of a Secret that comes nearest to an image, and what keeps it away.
    private func nearest(_ keys: [Facts.Key], _ view: ImageView) -> Cause? {
        guard let reference = view.reference else { return nil }
        for key in keys where isMeant(key.text, for: view) {
            let shown = DockerConfigKey.shown(key.text)
            // Docker Hub has more names than the kubelet knows.
            let flaw = DockerConfigKey(key.text).flaw.map { "\($0.reason(ofKey: shown)): \($0.fix)" }
            guard let flaw = flaw ?? (view.host == "docker.io" ? "the kubelet does not look there for Docker Hub" : nil)
            else { continue }
            return Cause(.keyUnusable, [.key: key.text, .detail: flaw, .value: rightKey(view)])
        }
        var best: (key: String, near: NearMiss)?
        for key in keys {
            guard let pattern = try? ImagePattern(parsing: Self.withoutScheme(key.text)),
                let near = NearMiss(pattern, reference),
                best.map({ near.isNearer(than: $0.near) }) ?? true
            else { continue }
            best = (key.text, near)
        }
        guard let best else { return nil }
        let miss = Miss(registry: "", pattern: best.key, reason: best.near.reason)
        if case .host = best.near.reason, !best.near.isSlip { return nil }
        return Cause(.keyMissesImage, [.key: best.key, .detail: miss.message, .value: rightKey(view)])
    }

    /// Whether a key that no image gets was meant for the registry of this one.
    private func isMeant(_ key: String, for view: ImageView) -> Bool {
        let host = String(Self.withoutScheme(key).lowercased().prefix { $0 != "/" && $0 != ":" })
        let wanted = view.host.lowercased().prefix { $0 != ":" }
        if wanted == "docker.io" { return host.hasSuffix("docker.io") || host.hasSuffix("docker.com") }
        return host == wanted
    }

    /// The key under which the kubelet finds a credential for all of an image's registry.
    private func rightKey(_ view: ImageView) -> String {
        view.host == "docker.io" ? ImagePattern.legacyDockerHubKey : view.host
    }

    private static func withoutScheme(_ key: String) -> String {
        let scheme = ["https://", "http://"].first(where: key.hasPrefix) ?? ""
        return String(key.dropFirst(scheme.count))
    }
}
