/// An object of which nothing but metadata and `spec` matters.
public struct SpecObject: KubernetesObject, Hashable {
    /// Its metadata.
    public var metadata: ObjectMetadata
    /// Its specification; null where it has none.
    public var spec: JSONValue

    /// Makes an object.
    public init(metadata: ObjectMetadata, spec: JSONValue = .null) {
        self.metadata = metadata
        self.spec = spec
    }

    private enum Key: String, CodingKey { case metadata, spec }

    /// Decodes an object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decode(ObjectMetadata.self, forKey: .metadata)
        spec = try container.decodeIfPresent(JSONValue.self, forKey: .spec) ?? .null
    }
}

/// An object as it is to be made: the body of a server-side apply.
public struct SpecManifest: Sendable, Hashable, Encodable {
    /// Its API group and version: `admissionregistration.k8s.io/v1`.
    public var apiVersion: String
    /// Its kind.
    public var kind: String
    /// Its name, labels, annotations and owners.
    public var metadata: ObjectMetadata
    /// Its specification.
    public var spec: JSONValue

    /// Makes a manifest.
    public init(apiVersion: String, kind: String, metadata: ObjectMetadata, spec: JSONValue) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.metadata = metadata
        self.spec = spec
    }
}
