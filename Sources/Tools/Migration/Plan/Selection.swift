internal import Manifests
internal import Names

/// Which namespaces are given Secrets at all.
enum Selection {
    /// Those that are labelled for it; the names are labelled by a command.
    case labelled([String])
    /// All but these and those that are labelled against it.
    case allBut([String])

    /// `namespaceSelector` of the configuration; nil where the default will do.
    var manifest: ManifestValue? {
        guard case .allBut(let names) = self else { return nil }
        let named: ManifestValue = [
            "key": .text(ClusterNames.namespaceNameLabel), "operator": "NotIn", "values": .texts(names),
        ]
        let optedOut: ManifestValue = [
            "key": .text(PullpassKey.inject), "operator": "NotIn", "values": .texts(InjectValue.disabled),
        ]
        return ["matchExpressions": .list(names.isEmpty ? [optedOut] : [named, optedOut])]
    }

    /// The same for `kubectl get --selector`, with the namespaces that are never given any.
    func labelSelector(own namespace: String) -> String {
        switch self {
        case .labelled: "\(PullpassKey.inject) in (\(InjectValue.enabled.joined(separator: ",")))"
        case .allBut(let names):
            """
            \(ClusterNames.namespaceNameLabel) notin (\((names + ClusterNames.excludedNamespaces + [namespace]).joined(separator: ","))),\
            \(PullpassKey.inject) notin (\(InjectValue.disabled.joined(separator: ",")))
            """
        }
    }
}
