/// The metadata of an object of any kind, as a metadata-only watch sends it (`PartialObjectMetadata`).
package struct PartialObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata

    /// Makes a partial object.
    package init(metadata: ObjectMetadata) { self.metadata = metadata }

    /// With who manages what is ours of a pull Secret.
    package static var metadataScope: MetadataScope { .secret }

    /// Makes it of what is read.
    package init(metadata: ObjectMetadata, members: ObjectMembers) { self.metadata = metadata }
}
