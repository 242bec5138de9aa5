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
                let reason: Miss.Reason =
                    if let wanted = rules.unfit[index] {
                        .labels(wanted: wanted, namespace: namespace)
                    } else {
                        .namespace(names: rule.namespaceNames, namespace: namespace)
                    }
                verdict.misses.append(Miss(registry: rule.name, pattern: pattern.text, reason: reason))
            }
        }
        if verdict.matches.isEmpty, verdict.misses.isEmpty, let nearest = nearest(to: reference) {
            verdict.misses.append(nearest)
        }
        return verdict
    }

    /// The pattern that comes nearest to an image, the first of those that come equally near; slips for the namespace come before others, which are
    /// what the webhook warns of.
    private func nearest(to reference: ImageReference) -> Miss? {
        var best: (miss: Miss, nearness: NearMiss)?
        for (index, rule) in rules.rules.enumerated() {
            for pattern in rule.patterns {
                guard let nearness = NearMiss(pattern, reference) else { continue }
                let isSlip = nearness.isSlip && selected.contains(index)
                if let best {
                    let ranks = (nearness.reason.rank(isSlip: isSlip), best.miss.reason.rank(isSlip: best.miss.isSlip))
                    let isNearer = ranks.0 == ranks.1 ? nearness.isNearer(than: best.nearness) : ranks.0 > ranks.1
                    guard isNearer else { continue }
                }
                let miss = Miss(registry: rule.name, pattern: pattern.text, reason: nearness.reason, isSlip: isSlip)
                best = (miss, nearness)
            }
        }
        return best?.miss
    }
}

extension Miss.Reason {
    /// Which kind of difference is nearer: one letter before a path, a path before a port, a port before a host.
    fileprivate func rank(isSlip: Bool) -> Int {
        switch self {
        case .letterCase: isSlip ? 5 : 4
        case .host: isSlip ? 5 : 1
        case .path: isSlip ? 5 : 3
        case .port: 2
        case .namespace, .labels: 0
        }
    }
}
