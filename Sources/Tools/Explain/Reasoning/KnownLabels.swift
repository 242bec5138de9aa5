internal import Configuration
internal import Names

/// The labels of a namespace, as far as they are known: that with its name always is, since the API server keeps it.
struct KnownLabels: Sendable {
    let labels: [String: String]
    /// Whether there are no others.
    let areAll: Bool

    init(of namespace: String, _ labels: [String: String], areAll: Bool) {
        // Whatever a manifest says of this one, the API server writes the name.
        self.labels = labels.merging([ClusterNames.namespaceNameLabel: namespace]) { $1 }
        self.areAll = areAll
    }

    /// Whether a label may have a value.
    func mayHave(_ key: String, _ value: String) -> Bool { labels[key].map { $0 == value } ?? !areAll }

    /// Whether a selector may take the namespace.
    func mayMatch(_ selector: LabelSelector) -> Bool {
        guard !areAll else { return selector.matches(labels) }
        var known = selector
        known.matchLabels = selector.matchLabels.filter { labels[$0.key] != nil }
        known.matchExpressions = selector.matchExpressions.filter { labels[$0.key] != nil }
        return known.matches(labels)
    }

    /// Whether nothing that is not known has a part in what a selector says.
    func decide(_ selector: LabelSelector) -> Bool {
        areAll
            || selector.matchLabels.keys.allSatisfy { labels[$0] != nil }
                && selector.matchExpressions.allSatisfy { labels[$0.key] != nil }
    }
}
