/// The metadata of an object of any kind, but for labels, as a metadata-only watch sends it (`PartialObjectMetadata`).
package struct PartialObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata

    /// Makes a partial object.
    package init(metadata: ObjectMetadata) { self.metadata = metadata }

    /// Without labels, which decide nothing and of which anybody may add any number to a Secret of ours.
    package static var metadataScope: MetadataScope { .partial }

    /// Makes it of what is read.
    package init(metadata: ObjectMetadata, members: ObjectMembers) { self.metadata = metadata }
}
