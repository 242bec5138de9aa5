internal import Names

/// A namespace.
package struct NamespaceObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// `Active` or `Terminating`.
    package var phase: String

    /// Makes a namespace.
    package init(metadata: ObjectMetadata, phase: String = "Active") {
        self.metadata = metadata
        self.phase = phase
    }

    /// Whether it is being deleted: nothing new can be created in it.
    package var isTerminating: Bool { phase == "Terminating" || metadata.isTerminating }

    /// Its labels, which every namespace of the cluster is remembered with: people write a few, machines a dozen.
    ///
    /// Of the annotations the one that was meant to be a label.
    package static let metadataScope = MetadataScope(
        labels: 32 << 10,
        annotations: .only([PullpassKey.inject], atMost: 128)
    )

    /// Makes it of what is read; one without a phase is active.
    package init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        phase = try members["status"]?["phase"]?.text(atMost: 64) ?? "Active"
    }
}
