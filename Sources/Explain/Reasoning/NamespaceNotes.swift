internal import YAML

/// What manifests alone cannot tell about namespaces.
struct NamespaceNotes {
    /// The namespaces that the input itself defines: whether each opts in.
    private var defined: [String: Bool] = [:]
    private var used: [String] = []

    static let label = "pullpass.dev/inject"
    private static let optIns: Set<String> = ["enabled", "true"]
    private static let alwaysExcluded: Set<String> = ["kube-system", "kube-node-lease"]

    /// Remembers a Namespace of the input.
    mutating func define(_ object: ManifestObject) {
        guard object.kind == "Namespace", object.apiVersion == "v1" else { return }
        let value = object.node["metadata"]?["labels"]?[NamespaceNotes.label]?.string ?? ""
        defined[object.name] = NamespaceNotes.optIns.contains(value)
    }

    /// Remembers that a Pod is in a namespace.
    mutating func use(_ namespace: String) {
        if !used.contains(namespace) { used.append(namespace) }
    }

    /// One sentence for each thing that a person should check.
    var notes: [String] {
        let excluded = used.filter(NamespaceNotes.alwaysExcluded.contains)
        let others = used.filter { !NamespaceNotes.alwaysExcluded.contains($0) }
        let refused = others.filter { defined[$0] == false }
        let unknown = others.filter { defined[$0] == nil }
        let label = "\(NamespaceNotes.label): enabled"
        var notes: [String] = []
        if !unknown.isEmpty {
            notes.append(
                "the API server asks the webhook only about namespaces with the label \(label); manifests do not show"
                    + " whether \(NamespaceNotes.list(unknown)) has it"
            )
        }
        if !refused.isEmpty {
            notes.append(
                "the input defines \(NamespaceNotes.list(refused)) without the label \(label): its Pods will not be"
                    + " seen by the webhook"
            )
        }
        if !excluded.isEmpty {
            notes.append("\(NamespaceNotes.list(excluded)) is left out of the webhook's registration, labelled or not")
        }
        return notes
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
