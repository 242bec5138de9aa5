internal import Configuration
internal import Controllers
package import Kubernetes
internal import Names
internal import Text

/// Why a Secret is not one of the last good configuration; never quotes it.
package struct StoredConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// A sentence without the Secret's name.
    package let description: String
}

extension StoredConfiguration {
    /// The one key of the Secret's data.
    package static let key = "config.yaml"

    /// Reads what an installation has kept in its own namespace.
    ///
    /// By whom it was accepted is for people: whoever may write Secrets there writes what he likes.
    ///
    /// - Throws: ``StoredConfigurationProblem`` where it is something else.
    package init(_ secret: SecretObject) throws(StoredConfigurationProblem) {
        if let fault = secret.metadata.fault {
            throw StoredConfigurationProblem(description: "it cannot be read: \(fault)")
        }
        guard secret.type == ClusterNames.configurationSecretType,
            secret.metadata.annotations[PullpassKey.owner]?.hasPrefix("\(secret.metadata.namespace)/") == true
        else {
            throw StoredConfigurationProblem(
                description: "it is none of Pullpass' (its type is \(Printable.text(secret.type)))"
            )
        }
        guard let bytes = secret.data[Self.key], !bytes.isEmpty else {
            throw StoredConfigurationProblem(description: "it has no \(Self.key)")
        }
        guard bytes.count <= Self.maximumBytes else {
            throw StoredConfigurationProblem(description: "it has more than \(Self.maximumBytes) bytes")
        }
        let annotations = secret.metadata.annotations
        self.init(
            ConfigurationText(bytes: bytes),
            acceptedAt: annotations[PullpassKey.acceptedAt].flatMap { Timestamp(rfc3339: $0) },
            acceptedBy: Printable.text(annotations[PullpassKey.acceptedBy] ?? "")
        )
    }

    /// The Secret that holds it, as it is to be.
    func manifest(namespace: String, name: String, ownership: Ownership) -> SecretManifest {
        var annotations = ownership.annotations
        annotations[PullpassKey.acceptedAt] = acceptedAt?.whole
        annotations[PullpassKey.acceptedBy] = acceptedBy.isEmpty ? nil : acceptedBy
        return SecretManifest(
            namespace: namespace,
            name: name,
            type: ClusterNames.configurationSecretType,
            data: [Self.key: text.bytes],
            labels: ClusterNames.labels.merging(["app.kubernetes.io/managed-by": ClusterNames.fieldManager]) { $1 },
            annotations: annotations
        )
    }
}
