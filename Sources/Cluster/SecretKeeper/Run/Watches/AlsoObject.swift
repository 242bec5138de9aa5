internal import Controllers
internal import Kubernetes
internal import Names

/// What is kept of a Secret that stands where one of `also` belongs: there are few, each watched by itself.
struct AlsoObject: KubernetesObject, Hashable {
    /// Who it is, and what tells whether it is ours and has all that it should have.
    static let metadataScope = MetadataScope(
        labels: nil,
        annotations: .only([PullpassKey.owner, PullpassKey.revision, PullpassKey.secretType], atMost: 512),
        fields: MetadataScope.anySecretFields
    )

    let metadata: ObjectMetadata

    init(metadata: ObjectMetadata, members: ObjectMembers) { self.metadata = metadata }
}
