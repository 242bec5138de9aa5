internal import Injection
internal import Names
internal import YAML

/// Which namespaces the webhook sees, as far as manifests can tell.
struct NamespaceNotes {
    /// The labels of the namespaces that the input itself defines.
    private var defined: [String: [String: String]] = [:]
    private var unknown: [String] = []
    private var told: Set<String> = []
    private let optIn: NamespaceOptIn
    /// Labels that somebody told of, for what the input does not show.
    private let given: [String: String]

    init(optIn: NamespaceOptIn, given: [String: String] = [:]) {
        self.optIn = optIn
        self.given = given
    }

    /// The labels of a namespace, as far as they are known.
    func labels(of namespace: String) -> KnownLabels {
        let shown = defined[namespace]
        return KnownLabels(
            of: namespace,
            (shown ?? [:]).merging(given) { shown, _ in shown },
            areAll: shown != nil || !given.isEmpty
        )
    }

    /// Whether labels are enough to say whether a namespace is looked at.
    func decide(_ labels: KnownLabels) -> Bool { labels.decide(optIn.scope.selector) }

    /// Remembers a Namespace of the input.
    mutating func define(_ object: ManifestObject) {
        guard object.kind == "Namespace", object.group ?? "" == "" else { return }
        let labels = (object.node["metadata"]?["labels"]?.mapping ?? []).map { ($0.key, $0.value.string ?? "") }
        defined[object.name] = Dictionary(labels) { first, _ in first }
    }

    /// Why the webhook never sees the Pods of a namespace; nil where it does, or may.
    mutating func reasonNotSeen(_ namespace: String) -> String? {
        if optIn.scope.excludes(namespace) {
            guard optIn.scope.excludedNames.contains(namespace) else {
                return "\(namespace) is not one of those that the installation looks at at all (--only-namespaces)"
            }
            guard ClusterNames.systemNamespaces.contains(namespace) else {
                return "\(namespace) is always left out, labelled or not"
            }
            return "\(namespace) is left out, labelled or not, unless injection.systemNamespaces lets it in"
        }
        let labels = labels(of: namespace)
        guard labels.mayMatch(optIn.scope.selector) else {
            return labels.areAll ? reasonUnfit(namespace) : "its name is without \(optIn.description)"
        }
        if !labels.areAll, !labels.decide(optIn.scope.selector), told.insert(namespace).inserted {
            unknown.append(namespace)
        }
        return nil
    }

    private func reasonUnfit(_ namespace: String) -> String {
        defined[namespace] == nil
            ? "the labels that were told of \(namespace) are without \(optIn.description)"
            : "the input defines the namespace \(namespace) without \(optIn.description)"
    }

    /// The one thing about namespaces that a person should check.
    var notes: [String] {
        guard !unknown.isEmpty else { return [] }
        let shown = unknown.prefix(5).joined(separator: ", ")
        let rest = unknown.count > 5 ? " and \(unknown.count - 5) more" : ""
        return [
            "only namespaces are looked at that have \(optIn.description); the input does not show it for \(shown)\(rest)"
        ]
    }
}
