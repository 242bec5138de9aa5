internal import Causes
internal import Images

/// Facts, and what follows from all of them together: which rules are for the namespace, and what the kubelet tries.
final class Reasoning: Sendable {
    let facts: Facts
    let rules: PodRules
    /// The Secrets that the kubelet takes: those of the Pod's list.
    let secrets: [Facts.Secret]
    let images: [ImageView]

    init(_ facts: Facts) {
        self.facts = facts
        let rules = PodRules(facts)
        let secrets = facts.pod.secrets.map { name in
            facts.secrets.first { $0.name == name } ?? Facts.Secret(name, .unread)
        }
        let keyring = PodKeyring(
            secrets.map { PodKeyring.Source(.secret($0.name), keys: Self.keys(of: $0, rules)) } + Self.node(facts)
        )
        images = facts.pod.images.map { fact in
            var view = ImageView(fact)
            if let failure = view.failure, failure.isBackOff, failure.kind == .other {
                view.failure = Self.told(of: fact.image, facts.pod.events)?.backedOff ?? failure
            }
            if let reference = view.reference {
                (view.registries, view.misses) = rules.matches(for: reference)
                view.tries = keyring.tries(for: reference.repository)
                view.answers = facts.answers.filter { $0.image == fact.image }
                view.node = NodeWords.all(facts, view)
            }
            return view
        }
        (self.rules, self.secrets) = (rules, secrets)
    }

    /// What the kubelet would try if the Pod named one Secret alone.
    func tries(for view: ImageView, only name: String) -> [KeyTry] {
        guard let reference = view.reference, let secret = secrets.first(where: { $0.name == name }) else { return [] }
        return PodKeyring([PodKeyring.Source(.secret(name), keys: Self.keys(of: secret, rules))])
            .tries(for: reference.repository)
    }

    /// The keys of a Secret; of one of ours that could not be read, those that Pullpass gives it.
    private static func keys(of secret: Facts.Secret, _ rules: PodRules) -> [(text: String, isEmpty: Bool)] {
        switch secret.content {
        case .keys(let keys): keys.map { ($0.text, $0.isEmpty) }
        case .unread, .hidden: rules.keys(ofOur: secret.name)
        case .absent, .passedOver, .notForPulls, .broken: []
        }
    }

    /// What the newest Event says of an image's pull, beside that the kubelet waits.
    private static func told(of image: String, _ events: [Facts.Event]) -> PullFailure? {
        let about = events.lazy.filter { $0.message.contains("\"\(image)\"") }
        return about.compactMap { PullFailure(eventReason: $0.reason, message: $0.message) }.first { !$0.isBackOff }
    }

    private static func node(_ facts: Facts) -> [PodKeyring.Source] {
        guard let node = facts.node else { return [] }
        var sources: [PodKeyring.Source] = []
        if let file = node.file, file.problem == nil {
            sources.append(PodKeyring.Source(.nodeFile, keys: file.keys.map { ($0.text, $0.isEmpty) }))
        }
        for plugin in node.plugins where plugin.notInForce == nil && plugin.failure == nil {
            sources.append(
                PodKeyring.Source(.plugin(plugin.name), keys: (plugin.keys ?? []).map { ($0.text, $0.isEmpty) })
            )
        }
        return sources
    }

    /// The values that many causes have: the Pod, its namespace, Pullpass' own place.
    var common: [Cause.Slot: String] {
        var values: [Cause.Slot: String] = [
            .namespace: facts.namespace.name, .pod: facts.pod.name, .account: facts.pod.account,
        ]
        values[.object] = facts.pod.owner
        values[.home] = facts.installation?.namespace
        if facts.installation?.isCronJob != true { values[.ours] = facts.installation?.deployment }
        return values
    }

    /// A cause with them.
    @inline(never)
    func cause(_ kind: Cause.Kind, _ values: [Cause.Slot: String] = [:], proof: [String] = []) -> Cause {
        var known = common
        // The API server takes no change of a Job's template: what does it to others is no command then.
        if kind == .misspelt || kind == .accountIgnored, facts.pod.owner?.hasPrefix("job/") == true {
            known[.object] = nil
        }
        return Cause(kind, known.merging(values) { $1 }, proof: proof)
    }

    /// A cause of one image.
    @inline(never)
    func cause(
        _ kind: Cause.Kind,
        _ view: ImageView,
        _ values: [Cause.Slot: String] = [:],
        proof: [String] = []
    ) -> Cause {
        var cause = cause(
            kind,
            values.adding(.image, values[.image] ?? view.shown).adding(.host, values[.host] ?? view.host),
            proof: proof
        )
        // One that is made anew has no such container.
        if view.fact.isEphemeral { cause.needsNewPod = false }
        return cause
    }
}

extension [Cause.Slot: String] {
    /// The same with one more.
    @inline(never)
    func adding(_ slot: Cause.Slot, _ value: String?) -> Self {
        var values = self
        values[slot] = value
        return values
    }
}
