internal import Kubernetes

/// What is kept of a namespace's own Secret: its pull credentials, and nothing else that stands in it.
///
/// Its data never prints.
struct TenantSecretObject: KubernetesObject, CustomStringConvertible, CustomReflectable {
    /// Who it is; labels and annotations of others' Secrets are nobody's business.
    static let metadataScope = MetadataScope(labels: nil, annotations: .only([], atMost: 0))
    /// The most bytes of a `.dockerconfigjson`: those of all Secrets (`core/v1`, MaxSecretSize).
    private static let maximumContent = 1 << 20

    let metadata: ObjectMetadata
    /// Its type.
    let type: String
    /// The `.dockerconfigjson`; nil where there is none.
    let content: [UInt8]?

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        type = try members["type"]?.text(atMost: 512) ?? "Opaque"
        content = try members["data"]?[SecretObject.dockerConfigJSONKey]?.base64(atMost: Self.maximumContent)
    }

    var description: String { "Secret \(metadata.namespace)/\(metadata.name) (\(type))" }
    var customMirror: Mirror { Mirror(self, children: ["metadata": metadata, "type": type]) }
}
