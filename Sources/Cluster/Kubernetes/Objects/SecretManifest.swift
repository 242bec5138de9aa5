internal import Text

/// A Secret as it is to be: the body of a server-side apply.
///
/// Its data never prints.
package struct SecretManifest: Sendable, Hashable {
    /// The namespace.
    package var namespace: String
    /// The name.
    package var name: String
    /// The type; cannot be changed once the Secret exists.
    package var type: String
    /// The values by key, not yet in base64.
    package var data: [String: [UInt8]]
    /// The labels that we own.
    package var labels: [String: String]
    /// The annotations that we own.
    package var annotations: [String: String]
    /// The uid that the Secret must have; nil where it may be created.
    ///
    /// The one safe guard against raising a deleted one.
    package var uid: String?
    /// The version that the Secret must have.
    ///
    /// Alone it does not stop a creation: give the uid with it.
    package var resourceVersion: String?

    /// Makes a manifest.
    package init(
        namespace: String,
        name: String,
        type: String = SecretObject.dockerConfigJSONType,
        data: [String: [UInt8]],
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        uid: String? = nil,
        resourceVersion: String? = nil
    ) {
        self.namespace = namespace
        self.name = name
        self.type = type
        self.data = data
        self.labels = labels
        self.annotations = annotations
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    private struct Body: Encodable {
        let apiVersion = "v1"
        let kind = "Secret"
        var metadata: ObjectMetadata
        var type: String
        var data: [String: String]
    }

    /// The JSON text of the apply configuration; the same for equal manifests.
    package func json() throws -> [UInt8] {
        let metadata = ObjectMetadata(
            name: name,
            namespace: namespace,
            uid: uid ?? "",
            resourceVersion: resourceVersion ?? "",
            labels: labels,
            annotations: annotations
        )
        let values = data.mapValues { Base64.encode($0) }
        return try JSONText.encode(Body(metadata: metadata, type: type, data: values))
    }
}

extension SecretManifest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Namespace, name, type and the keys; values are `<redacted>`.
    package var description: String {
        let values = data.keys.sorted().map { "\($0): <redacted>" }.joined(separator: ", ")
        return "Secret \(namespace)/\(name) (\(type)) {\(values)}"
    }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// Without the data, so that `dump` does not show it either.
    package var customMirror: Mirror {
        Mirror(self, children: ["namespace": namespace, "name": name, "type": type, "data": "<redacted>"])
    }
}
