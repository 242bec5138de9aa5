internal import FoundationEssentials

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

    private enum Key: String, CodingKey { case metadata, type, data, immutable }

    /// Decodes a Secret; one without a type is `Opaque`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decode(ObjectMetadata.self, forKey: .metadata)
        type = try container.decodeIfPresent(String.self, forKey: .type) ?? "Opaque"
        data = (try container.decodeIfPresent([String: Data?].self, forKey: .data) ?? [:]).mapValues {
            Array($0 ?? Data())
        }
        immutable = try container.decodeIfPresent(Bool.self, forKey: .immutable) ?? false
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
        let values = data.keys.sorted().map { "\($0): <redacted>" }.joined(separator: ", ")
        return "Secret \(metadata.namespace)/\(metadata.name) (\(type)) {\(values)}"
    }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// Without the data, so that `dump` does not show it either.
    package var customMirror: Mirror {
        Mirror(self, children: ["metadata": metadata, "type": type, "data": "<redacted>", "immutable": immutable])
    }
}
