/// A Secret.
///
/// Its data never prints.
package struct SecretObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Its type: `kubernetes.io/dockerconfigjson`, `Opaque` and so on.
    package var type: String
    /// The values by key, decoded from base64.
    package var data: [String: [UInt8]]
    /// Whether its data can never be changed.
    package var immutable: Bool

    /// Makes a Secret.
    package init(metadata: ObjectMetadata, type: String, data: [String: [UInt8]], immutable: Bool = false) {
        self.metadata = metadata
        self.type = type
        self.data = data
        self.immutable = immutable
    }

    /// With who manages what is ours of a pull Secret.
    package static var metadataScope: MetadataScope { .secret }

    /// Makes it of what is read; one without a type is `Opaque`.
    package init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        type = try members["type"]?.text(atMost: 512) ?? "Opaque"
        data = try members["data"]?.base64Values() ?? [:]
        immutable = try members["immutable"]?.flag() ?? false
    }
}

extension SecretObject {
    /// The type of a Secret that the kubelet pulls images with.
    package static let dockerConfigJSONType = "kubernetes.io/dockerconfigjson"
    /// The one key of such a Secret.
    package static let dockerConfigJSONKey = ".dockerconfigjson"
}

extension SecretObject: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Namespace, name, type and the keys; values are `<redacted>`.
    package var description: String {
        SecretManifest.description(of: metadata.namespace, metadata.name, type, data)
    }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// Without the data, so that `dump` does not show it either.
    package var customMirror: Mirror {
        Mirror(self, children: ["metadata": metadata, "type": type, "data": "<redacted>", "immutable": immutable])
    }
}
