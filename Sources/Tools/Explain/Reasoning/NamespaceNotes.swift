internal import Injection
internal import Names
internal import YAML

/// Which namespaces the webhook sees, as far as manifests can tell.
struct NamespaceNotes {
    /// The labels of the namespaces that the input itself defines.
    private var defined: [String: [String: String]] = [:]
    private var unknown: [String] = []
    private let optIn: NamespaceOptIn
    /// Labels that somebody told of, for what the input does not show.
    private let given: [String: String]

    init(optIn: NamespaceOptIn, given: [String: String] = [:]) {
        self.optIn = optIn
        self.given = given
    }

    /// The labels of a namespace, as far as they are known; nil where nothing is.
    func labels(of namespace: String) -> [String: String]? {
        guard let shown = defined[namespace] else { return given.isEmpty ? nil : given }
        return shown.merging(given) { shown, _ in shown }
    }

    /// Remembers a Namespace of the input.
    mutating func define(_ object: ManifestObject) {
        guard object.kind == "Namespace", object.group ?? "" == "" else { return }
        let labels = (object.node["metadata"]?["labels"]?.mapping ?? []).map { ($0.key, $0.value.string ?? "") }
        defined[object.name] = Dictionary(labels) { first, _ in first }
    }

    /// Why the webhook never sees the Pods of a namespace; nil where it does, or may.
    mutating func reasonNotSeen(_ namespace: String) -> String? {
        if optIn.scope.excludes(namespace) {
            guard ClusterNames.systemNamespaces.contains(namespace) else {
                return "\(namespace) is always left out, labelled or not"
            }
            return "\(namespace) is left out, labelled or not, unless injection.systemNamespaces lets it in"
        }
        guard let labels = labels(of: namespace) else {
            if !unknown.contains(namespace) { unknown.append(namespace) }
            return nil
        }
        guard !optIn.scope.contains(LabelledNamespace(namespace, labels: labels)) else { return nil }
        return defined[namespace] == nil
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
