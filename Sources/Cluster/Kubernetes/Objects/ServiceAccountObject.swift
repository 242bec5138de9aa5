internal import Names

/// A ServiceAccount, as far as its pull Secrets go.
package struct ServiceAccountObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// The names in `imagePullSecrets`, in order; an empty one for an entry without a name.
    package var pullSecrets: [String]

    /// Makes a ServiceAccount.
    package init(metadata: ObjectMetadata, pullSecrets: [String] = []) {
        self.metadata = metadata
        self.pullSecrets = pullSecrets
    }

    /// Its labels, and of the annotations those that are ours: every account of the cluster may be remembered.
    package static let metadataScope = MetadataScope(
        labels: 8 << 10,
        annotations: .only([PullpassKey.inject, PullpassKey.pullSecrets], atMost: 8 << 10)
    )

    /// An account has a handful, and whoever may make accounts can make any number of them.
    private static let maximumListBytes = 16 << 10

    private struct Reference: Decodable {
        let name: String?
    }

    /// Makes it of what is read.
    package init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        let references: [Reference?] = try members["imagePullSecrets"]?.decode(atMost: Self.maximumListBytes) ?? []
        pullSecrets = references.map { $0?.name ?? "" }
    }
}
