internal import Configuration
internal import Images
internal import Injection
internal import Names

/// What a configuration has for the Pods of a namespace.
struct PodRules: Sendable {
    private let namespace: String
    private let labels: [String: String]?
    private let registries: [Registry]
    private let anonymousSecret: String?
    /// Who is looked at; nil where the configuration is not known.
    let scope: NamespaceScope?

    init(_ facts: Facts) {
        namespace = facts.namespace.name
        labels = facts.namespace.labels
        registries = facts.configuration?.registries ?? []
        anonymousSecret = facts.configuration?.injection.anonymousSecretName
        scope = facts.configuration.map { configuration in
            NamespaceScope(
                configuration,
                ownNamespace: facts.installation?.namespace,
                onlyNames: facts.installation?.onlyNamespaces ?? []
            )
        }
    }

    /// The label that is missing, as `key=value` where one label opts in; nil for another selector.
    var label: String? {
        guard let selector = scope?.selector else { return nil }
        if selector == .optedIn { return "\(PullpassKey.inject)=\(InjectValue.enabled[0])" }
        guard selector.matchExpressions.isEmpty, selector.matchLabels.count == 1 else { return nil }
        return selector.matchLabels.first.map { "\($0.key)=\($0.value)" }
    }

    /// Whether the namespace is looked at; nil where its labels, or the configuration, are not known.
    var isSelected: Bool? {
        guard let scope else { return nil }
        if scope.excludes(namespace) { return false }
        let keys = scope.selector.matchLabels.map(\.key) + scope.selector.matchExpressions.map(\.key)
        return labels(by: keys).map { scope.contains(LabelledNamespace(namespace, labels: $0)) }
    }

    /// The labels of the namespace, as far as some of them decide; nil where these are not known.
    private func labels(by keys: [String]) -> [String: String]? {
        if let labels { return labels }
        // Whatever may be read, the API server gives each namespace its name as a label.
        let name = ClusterNames.namespaceNameLabel
        return keys.allSatisfy { $0 == name } ? [name: namespace] : nil
    }

    /// The registry of a name.
    func registry(_ name: String) -> Registry? { registries.first { $0.name == name } }

    /// The registry whose Secret has a name; two may share one.
    func registry(ofSecret name: String) -> Registry? { registries.first { $0.secretName == name } }

    /// Whether a name is one that Pullpass gives.
    func isOurs(_ secret: String) -> Bool { secret == anonymousSecret || registry(ofSecret: secret) != nil }

    /// Whether a Secret is the one with nothing but empty entries.
    func isAnonymous(_ secret: String) -> Bool { secret == anonymousSecret }

    /// The keys that Pullpass gives a Secret of its own.
    func keys(ofOur secret: String) -> [(text: String, isEmpty: Bool)] {
        if secret == anonymousSecret {
            let allowing = registries.filter { $0.anonymousFallback && isFor($0) != false }
            return allowing.flatMap(\.matchImages).map { ($0.secretKey, true) }
        }
        return registries.filter { $0.secretName == secret }.flatMap(\.matchImages).map { ($0.secretKey, false) }
    }

    /// Whether a registry is for the namespace; nil where its labels are not known.
    func isFor(_ registry: Registry) -> Bool? {
        guard NamespaceNames(registry.namespaces.names).contains(namespace) else { return false }
        return labels(by: registry.namespaces.labels.map(\.key)).map(NamespaceCondition(registry.namespaces).fits)
    }

    /// The first label that a registry asks of its namespaces and this one does not have, as `key=value`.
    func lackingLabel(of registry: Registry) -> String? {
        let wanted = registry.namespaces.labels
        guard let labels = labels(by: wanted.map(\.key)) else { return nil }
        return wanted.sorted { $0.key < $1.key }.first { labels[$0.key] != $0.value }
            .map { "\($0.key)=\($0.value)" }
    }

    /// The registries that are for an image; those that are not for the namespace, or else the nearest, apart.
    func matches(for reference: ImageReference) -> (found: [ImageView.Match], misses: [Miss]) {
        var found: [ImageView.Match] = []
        var misses: [Miss] = []
        var nearest: (miss: Miss, nearness: NearMiss)?
        for registry in registries {
            let pattern = registry.matchImages.first { $0.matches(reference) }
            if pattern != nil || registry.always {
                let match = ImageView.Match(
                    registry: registry.name,
                    pattern: pattern?.text,
                    secret: registry.secretName
                )
                if isFor(registry) != false {
                    found.append(match)
                } else if let pattern {
                    let reason = Miss.Reason.namespace(names: registry.namespaces.names, namespace: namespace)
                    misses.append(Miss(registry: registry.name, pattern: pattern.text, reason: reason))
                }
                continue
            }
            for pattern in registry.matchImages {
                guard let near = NearMiss(pattern, reference), nearest.map({ near.isNearer(than: $0.nearness) }) ?? true
                else { continue }
                let miss = Miss(
                    registry: registry.name,
                    pattern: pattern.text,
                    reason: near.reason,
                    isSlip: near.isSlip
                )
                nearest = (miss, near)
            }
        }
        if found.isEmpty, misses.isEmpty, let nearest { misses = [nearest.miss] }
        return (found, misses)
    }
}
