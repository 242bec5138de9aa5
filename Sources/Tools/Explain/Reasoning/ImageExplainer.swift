internal import Admission
internal import Images

/// Says for single images which rules match through which pattern, and why none does.
struct ImageExplainer: Sendable {
    let rules: RuleSet
    let namespace: String
    /// The rules that are for the namespace.
    let selected: RegistrySet

    init(rules: RuleSet, namespace: String) {
        self.rules = rules
        self.namespace = namespace
        selected = rules.indices(forNamespace: namespace)
    }

    /// The registries of the namespace that are for every Pod.
    var everyPodMatches: [Match] {
        rules.rules.indices.compactMap { index in
            let rule = rules.rules[index]
            guard rule.matchesEveryPod, selected.contains(index) else { return nil }
            return Match(registry: rule.name, pattern: nil, secret: rule.secretName)
        }
    }

    func verdict(role: ImageVerdict.Role, name: String, image: String) -> ImageVerdict {
        let reference: ImageReference
        do {
            reference = try ImageReference(parsing: image)
        } catch {
            return ImageVerdict(role: role, name: name, image: image, repository: nil, fault: error.description)
        }
        var verdict = ImageVerdict(role: role, name: name, image: image, repository: reference.repository)
        for (index, rule) in rules.rules.enumerated() {
            guard let pattern = rule.patterns.first(where: { $0.matches(reference) }) else { continue }
            if selected.contains(index) {
                verdict.matches.append(Match(registry: rule.name, pattern: pattern.text, secret: rule.secretName))
            } else {
                let reason = Miss.Reason.namespace(names: rule.namespaceNames, namespace: namespace)
                verdict.misses.append(Miss(registry: rule.name, pattern: pattern.text, reason: reason))
            }
        }
        if verdict.matches.isEmpty, verdict.misses.isEmpty, let nearest = nearest(to: reference) {
            verdict.misses.append(nearest)
        }
        return verdict
    }

    /// The pattern that comes nearest to an image, the first of those that come equally near; of slips, those for the namespace come first, which
    /// are what the webhook warns of.
    private func nearest(to reference: ImageReference) -> Miss? {
        var best: (miss: Miss, nearness: NearMiss)?
        for (index, rule) in rules.rules.enumerated() {
            for pattern in rule.patterns {
                guard let nearness = NearMiss(pattern, reference) else { continue }
                let isSlip = nearness.isSlip && selected.contains(index)
                if let best {
                    let isNearer = isSlip == best.miss.isSlip ? nearness.isNearer(than: best.nearness) : isSlip
                    guard isNearer else { continue }
                }
                let miss = Miss(registry: rule.name, pattern: pattern.text, reason: nearness.reason, isSlip: isSlip)
                best = (miss, nearness)
            }
        }
        return best?.miss
    }
}
