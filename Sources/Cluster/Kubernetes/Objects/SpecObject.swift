package import Text

/// An object of which nothing but metadata and `spec` matters.
package struct SpecObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Its specification; null where it has none.
    package var spec: JSONValue

    /// Makes an object.
    package init(metadata: ObjectMetadata, spec: JSONValue = .null) {
        self.metadata = metadata
        self.spec = spec
    }

    private enum Key: String, CodingKey { case metadata, spec }

    /// Decodes an object.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decode(ObjectMetadata.self, forKey: .metadata)
        spec = try container.decodeIfPresent(JSONValue.self, forKey: .spec) ?? .null
    }
}

/// An object as it is to be made: the body of a server-side apply.
package struct SpecManifest: Sendable, Hashable, Encodable {
    /// Its API group and version: `admissionregistration.k8s.io/v1`.
    package var apiVersion: String
    /// Its kind.
    package var kind: String
    /// Its name, labels, annotations and owners.
    package var metadata: ObjectMetadata
    /// Its specification.
    package var spec: JSONValue

    /// Makes a manifest.
    package init(apiVersion: String, kind: String, metadata: ObjectMetadata, spec: JSONValue) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.metadata = metadata
        self.spec = spec
    }
}
