/// What is known by metadata: an object of the API, or what is kept of one.
package protocol HasMetadata: Sendable {
    /// Name, version and everything else that all objects have.
    var metadata: ObjectMetadata { get }
}

/// An object of the API that has metadata and can be listed and watched.
///
/// What it holds may be anybody's: each object is read by itself, within bounds, and one that cannot be read is told with its fault.
package protocol KubernetesObject: HasMetadata {
    /// What of the metadata is kept; everything unless the type says otherwise.
    static var metadataScope: MetadataScope { get }

    /// Makes an object of its metadata and what it has beside them: members that a type does not know are ignored, and those that it knows
    /// may be missing or null.
    ///
    /// Does not throw where there are no members: so one is made that could not be read.
    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault)
}

extension KubernetesObject {
    /// Everything.
    package static var metadataScope: MetadataScope { .everything }
}

/// A list of objects, complete, as of one resourceVersion.
package struct ObjectList<Object: KubernetesObject>: Sendable {
    /// The objects, in the server's order.
    package var items: [Object]
    /// The version from which a watch continues without a gap.
    package var resourceVersion: String

    /// Makes a list.
    package init(items: [Object], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}
