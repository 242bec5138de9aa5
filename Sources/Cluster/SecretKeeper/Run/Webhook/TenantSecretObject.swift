internal import Kubernetes

/// What is kept of a namespace's own Secret: its pull credentials, and nothing else that stands in it.
///
/// Its data never prints.
struct TenantSecretObject: KubernetesObject, CustomStringConvertible, CustomReflectable {
    /// Who it is; labels and annotations of others' Secrets are nobody's business.
    static let metadataScope = MetadataScope(labels: nil, annotations: .only([], atMost: 0))
    /// The most bytes of a `.dockerconfigjson`: those of a whole Secret (`core/v1`, MaxSecretSize).
    private static let maximumContent = 1 << 20

    let metadata: ObjectMetadata
    /// Its type.
    let type: String
    /// The `.dockerconfigjson`; nil where there is none.
    let content: TenantBytes?

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        let type = try members["type"]?.text(atMost: 512) ?? "Opaque"
        let isPullSecret = type == SecretObject.dockerConfigJSONType
        let piece = isPullSecret ? members["data"]?[SecretObject.dockerConfigJSONKey] : nil
        let content = try piece.map { piece throws(ObjectFault) in
            try TenantBytes(size: piece.count / 4 * 3, of: metadata.namespace) { () throws(ObjectFault) in
                try piece.base64(atMost: Self.maximumContent)
            }
        }
        self.init(metadata: metadata, type: type, content: content)
    }

    init(metadata: ObjectMetadata, type: String, content: TenantBytes?) {
        self.metadata = metadata
        self.type = type
        self.content = content
    }

    var description: String { "Secret \(metadata.namespace)/\(metadata.name) (\(type))" }
    var customMirror: Mirror { Mirror(self, children: ["metadata": metadata, "type": type]) }
}
