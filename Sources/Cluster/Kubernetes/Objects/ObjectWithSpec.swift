/// What the `spec` of an object is read as.
package protocol ObjectSpec: Sendable, Hashable, Decodable {
    /// Stands for a spec that is not there.
    static var absent: Self { get }
}

/// An object of which nothing but metadata and `spec` matters.
package struct ObjectWithSpec<Spec: ObjectSpec>: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Its specification.
    package var spec: Spec

    /// Makes an object.
    package init(metadata: ObjectMetadata, spec: Spec = .absent) {
        self.metadata = metadata
        self.spec = spec
    }

    private enum Key: String, CodingKey { case metadata, spec }

    /// Decodes an object.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decode(ObjectMetadata.self, forKey: .metadata)
        spec = try container.decodeIfPresent(Spec.self, forKey: .spec) ?? .absent
    }
}
