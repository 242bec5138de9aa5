internal import Manifests
internal import Names

/// What lets nodes ask the API server for the tokens that `tokenAttributes` name: a ClusterRole and its binding.
///
/// Since 1.33 a kubelet gets tokens only for audiences that a volume of the Pod names, or that it may ask for
/// (`ServiceAccountNodeAudienceRestriction`); an audience stands where a resource would.
package struct AudienceRole: Sendable {
    /// The name of both objects.
    let name: String
    /// For whom tokens may be asked.
    let audiences: [String]

    /// Makes both for a rendering; nil where no token is asked for.
    package init?(_ rendering: ProviderRendering, name: String) {
        guard !rendering.audiences.isEmpty else { return nil }
        self.name = "\(name)-node-audiences"
        audiences = rendering.audiences.sorted()
    }

    private var objects: [ManifestValue] {
        let api = "rbac.authorization.k8s.io"
        let labels = ClusterNames.labels.sorted { $0.key < $1.key }.map {
            (key: $0.key, value: ManifestValue.text($0.value))
        }
        let metadata: ManifestValue = ["name": .text(name), "labels": .object(labels)]
        return [
            [
                "apiVersion": .text("\(api)/v1"),
                "kind": "ClusterRole",
                "metadata": metadata,
                "rules": [
                    [
                        "apiGroups": [""],
                        "resources": .texts(audiences),
                        "verbs": ["request-serviceaccounts-token-audience"],
                    ]
                ],
            ],
            [
                "apiVersion": .text("\(api)/v1"),
                "kind": "ClusterRoleBinding",
                "metadata": metadata,
                "roleRef": ["apiGroup": .text(api), "kind": "ClusterRole", "name": .text(name)],
                "subjects": [["apiGroup": .text(api), "kind": "Group", "name": "system:nodes"]],
            ],
        ]
    }

    /// Two documents.
    package var yaml: String { objects.map(\.yaml).joined(separator: "---\n") }

    /// A List.
    package var json: String {
        (["apiVersion": "v1", "kind": "List", "items": .list(objects)] as ManifestValue).json()
    }
}
