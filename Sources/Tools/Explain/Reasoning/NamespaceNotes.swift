internal import Injection
internal import Names
internal import YAML

/// Which namespaces the webhook sees, as far as manifests can tell.
struct NamespaceNotes {
    /// The namespaces that the input itself defines: whether each opts in.
    private var defined: [String: Bool] = [:]
    private var unknown: [String] = []
    private let optIn: NamespaceOptIn

    init(optIn: NamespaceOptIn) {
        self.optIn = optIn
    }

    /// Remembers a Namespace of the input.
    mutating func define(_ object: ManifestObject) {
        guard object.kind == "Namespace", object.apiVersion == "v1" else { return }
        let labels = (object.node["metadata"]?["labels"]?.mapping ?? []).map { ($0.key, $0.value.string ?? "") }
        let namespace = LabelledNamespace(object.name, labels: Dictionary(labels) { first, _ in first })
        defined[object.name] = optIn.scope.contains(namespace)
    }

    /// Why the webhook never sees the Pods of a namespace; nil where it does, or may.
    mutating func reasonNotSeen(_ namespace: String) -> String? {
        if optIn.scope.excludes(namespace) {
            guard ClusterNames.systemNamespaces.contains(namespace) else {
                return "\(namespace) is always left out, labelled or not"
            }
            return "\(namespace) is left out, labelled or not, unless injection.systemNamespaces lets it in"
        }
        switch defined[namespace] {
        case true: return nil
        case false: return "the input defines the namespace \(namespace) without \(optIn.description)"
        case nil:
            if !unknown.contains(namespace) { unknown.append(namespace) }
            return nil
        }
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
