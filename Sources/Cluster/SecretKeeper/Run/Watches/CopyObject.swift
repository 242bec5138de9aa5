internal import Controllers
internal import Kubernetes
internal import Names

/// What is kept of a Secret that stands where a copy belongs, while the watch collects them: anybody can make any number of them, and each
/// may have a megabyte of metadata.
struct CopyObject: KubernetesObject, Hashable {
    /// Who it is, and what tells whether it is ours; texts are longer in nothing that we write.
    static let metadataScope = MetadataScope(
        labels: nil,
        annotations: .only(
            [
                PullpassKey.owner, PullpassKey.revision, PullpassKey.fetchedAt, PullpassKey.expiresAt,
                PullpassKey.configuration, PullpassKey.secretType,
            ],
            atMost: 512
        ),
        fields: MetadataScope.pullSecretFields
    )

    let metadata: ObjectMetadata

    init(metadata: ObjectMetadata, members: ObjectMembers) { self.metadata = metadata }
}
