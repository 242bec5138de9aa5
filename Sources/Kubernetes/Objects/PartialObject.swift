/// The metadata of an object of any kind, as a metadata-only watch sends it (`PartialObjectMetadata`).
public struct PartialObject: KubernetesObject, Hashable {
    /// Its metadata.
    public var metadata: ObjectMetadata

    /// Makes a partial object.
    public init(metadata: ObjectMetadata) { self.metadata = metadata }
}
